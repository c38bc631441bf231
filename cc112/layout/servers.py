"""A PostgreSQL and a Redis of our own, on unix sockets only: for `./run full`, the tests and the benchmarks."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from cc112.layout.child import LayoutError, own, reachable, run_as, server_user, spawn, stop, wait_until

_SOCKET_PATH_LIMIT = 80
"""Octets left for a socket folder: the kernel takes 107 for the whole path, and PostgreSQL's file name needs 20."""
ROLE = "cc112"


def socket_folder(home: Path, user: str | None) -> Path:
    """A folder for unix sockets: below `home` when the path is short enough, else a private one in the temp folder."""
    below = home / "run"
    if len(os.fsencode(below)) <= _SOCKET_PATH_LIMIT:
        return own(below, user)
    # Not TMPDIR, which may be long too; mkdtemp makes it private.
    return own(Path(tempfile.mkdtemp(prefix="cc112-", dir="/tmp")), user)


def _must_reach(home: Path, user: str | None) -> None:
    if not reachable(home, user):
        raise LayoutError(f"The user {user} can't enter {home}; choose one outside a closed home (/var/lib/cc112).")


def _drop(sockets: Path | None, home: Path) -> None:
    if sockets is not None and home not in sockets.parents:
        shutil.rmtree(sockets, ignore_errors=True)


class Postgres:
    """A private PostgreSQL cluster in one folder.

    `durable=False` switches fsync off (throw-away data of tests: a killed server still keeps every commit, a power cut
    does not). `synchronous_commit` stays on either way: what was acknowledged is there.
    """

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.user = server_user("postgres")
        self.home = home
        self.durable = durable
        self.data = home / "data"
        self.log = home / "postgres.log"
        self.child: subprocess.Popen[bytes] | None = None
        self._bin: Path | None = None
        self._sockets: Path | None = None

    @property
    def sockets(self) -> Path:
        if self._sockets is None:
            self._sockets = socket_folder(self.home, self.user)
        return self._sockets

    def url(self, database: str = ROLE) -> str:
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def start(self) -> None:
        """Create the cluster if it isn't there, start it, wait until it answers, create the database."""
        own(self.home, self.user)
        _must_reach(self.home, self.user)
        programs = self.programs()
        if not (self.data / "PG_VERSION").exists():
            self._create(programs)
        tuning = {
            "listen_addresses": "",
            "unix_socket_directories": '"{}"'.format(str(self.sockets).replace('"', '""')),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "synchronous_commit": "on",
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "log_line_prefix": "%m [%p] %a ",
            "timezone": "UTC",
            # A statement may carry what a caller said: the server's log must not (reliability §3.10).
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        options = [word for name, value in tuning.items() for word in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", str(self.data), *options]
        # SIGINT is PostgreSQL's "fast shutdown": it rolls open work back and writes a checkpoint.
        self.child = spawn(command, log=self._open_log(), user=self.user, on_our_death=signal.SIGINT)
        ask = [str(programs / "pg_isready"), "-q", "-h", str(self.sockets), "-U", ROLE, "-d", "postgres"]
        wait_until(lambda: subprocess.run(ask, check=False).returncode == 0, "PostgreSQL", 60, self.child, self.log)
        self.create_database(ROLE)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT fast and clean, SIGQUIT at once (as after a crash: the next start recovers)."""
        if self.child is not None:
            stop(self.child, how, patience_s=60)
            self.child = None

    def close(self) -> None:
        """Stop for good: a socket folder made outside `home` goes too."""
        self.stop()
        _drop(self._sockets, self.home)
        self._sockets = None

    def create_database(self, name: str) -> None:
        """Create a database unless it is there."""
        psql = [str(self.programs() / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets)]
        psql += ["-U", ROLE, "-d", "postgres"]
        found = subprocess.run(
            [*psql, "-c", f"select 1 from pg_database where datname = '{name}'"],  # noqa: S608 the name is ours
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if found.returncode or not found.stdout.strip():
            run_as(None, [*psql, "-c", f'create database "{name}"'])

    def programs(self) -> Path:
        """The folder of PostgreSQL's programs, of the version the data was written by."""
        if self._bin is None:
            written_by = self.data / "PG_VERSION"
            needed = written_by.read_text().strip() if written_by.exists() else None
            self._bin = find_programs(needed)
        return self._bin

    def _create(self, programs: Path) -> None:
        if self.data.exists():
            shutil.rmtree(self.data)  # an initdb that was cut off half-way: it never held anything
        command = [str(programs / "initdb"), "-D", str(self.data), "-U", ROLE, "-A", "trust", "-E", "UTF8"]
        # Trust is enough: the socket's folder lets nobody in but the owner. C.UTF-8 exists on every Debian.
        command += ["--locale=C.UTF-8", "--data-checksums" if self.durable else "--no-sync"]
        run_as(self.user, command)

    def _open_log(self) -> Path:
        self.log.touch()
        return self.log


class Redis:
    """A private Redis for wake-ups and Celery's queue. It keeps nothing on disk: nothing in it is the truth."""

    def __init__(self, home: Path) -> None:
        self.user = server_user("redis", "postgres", "nobody")
        self.home = home
        self.log = home / "redis.log"
        self.child: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    @property
    def socket(self) -> Path:
        if self._sockets is None:
            self._sockets = socket_folder(self.home, self.user)
        return self._sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket), safe='/')}"

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise LayoutError("redis-server is not installed (Debian package redis-server).")
        own(self.home, self.user)
        _must_reach(self.home, self.user)
        self.log.touch()
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "dir": str(self.socket.parent),
            "daemonize": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self.child = spawn([program, *options], log=self.log, user=self.user, cwd=self.socket.parent)
        wait_until(self._answers, "Redis", 20, self.child, self.log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.child is not None:
            stop(self.child, how)
            self.child = None

    def close(self) -> None:
        self.stop()
        _drop(self._sockets, self.home)
        self._sockets = None

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def find_programs(version: str | None = None) -> Path:
    """The folder with initdb and postgres: of `version` if given, else the newest installed.

    Raises LayoutError when there is none.
    """
    for folder in _program_folders():
        there = (folder / "initdb").exists() and (folder / "postgres").exists()
        if there and (version is None or _version(folder) == version):
            return folder
    if version:
        raise LayoutError(f"PostgreSQL {version}, which wrote the data here, is not installed (postgresql-{version}).")
    raise LayoutError("PostgreSQL is not installed (Debian package postgresql).")


def _program_folders() -> Iterator[Path]:
    debian = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _version(folder: Path) -> str:
    words = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return words.split()[2].split(".")[0]
