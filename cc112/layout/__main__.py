"""`./run full`: the production layout on one machine, as python -m cc112.layout."""

import argparse
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import TextIO

from cc112.layout.child import LayoutError, last_words, reachable, server_user
from cc112.layout.processes import CLOCK, PROJECT, Watch, Watched, beat, roll, web, worker
from cc112.layout.servers import Postgres, Redis

STATE_WHEN_ROOT_LIVES_CLOSED = Path("/var/lib/cc112")


class Ended(Exception):
    """SIGTERM or SIGINT came."""


def main() -> int:
    ask = argparse.ArgumentParser(prog="./run full", description=__doc__)
    ask.add_argument("--port", type=int, default=8112, help="the first web process; the next ones count up from it")
    ask.add_argument("--web", type=int, default=2, metavar="N", help="number of web processes")
    ask.add_argument("--host", default="127.0.0.1", help="address to listen on")
    ask.add_argument("--state", type=Path, metavar="DIR", help="where data and logs are kept (default var/full)")
    ask.add_argument("--demo-data", action="store_true", help="also load the demo's people")
    wish = ask.parse_args()
    if wish.web < 1:
        ask.error("--web must be at least 1")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        with ExitStack() as open_parts:
            serve(wish, open_parts)
    except Ended:
        say("stopped")
        return 0
    except LayoutError as problem:
        say(str(problem))
        return 1
    return 0


def serve(wish: argparse.Namespace, open_parts: ExitStack) -> None:
    """Bring everything up, announce it, watch it until told to end; `open_parts` closes it in the opposite order."""
    ports = [wish.port + n for n in range(wish.web)]
    for port in ports:
        _must_be_free(wish.host, port)
    state = state_folder(wish.state)
    open_parts.enter_context(only_one(state))
    logs = state / "log"
    logs.mkdir(mode=0o700, exist_ok=True)
    env = surroundings(state)
    # What is opened first closes last: PostgreSQL ends after everybody who writes into it.
    servers: list[Postgres | Redis] = []
    if not _given("DATABASE_URL"):
        say("PostgreSQL …")
        postgres = Postgres(state / "postgres", durable=True)
        open_parts.callback(postgres.close)
        postgres.start()
        servers.append(postgres)
        env["DATABASE_URL"] = postgres.url()
    if not _given("REDIS_URL"):
        redis = Redis(state / "redis")
        open_parts.callback(redis.close)
        redis.start()
        servers.append(redis)
        env["REDIS_URL"] = redis.url
    prepare(env, logs / "setup.log", demo_data=wish.demo_data)

    watch = Watch([Watched("clock", list(CLOCK), env, logs / "clock.log")])
    watch.processes += [
        Watched("worker", worker(), env, logs / "worker.log"),
        Watched("beat", beat(state / "beat-schedule"), env, logs / "beat.log"),
    ]
    watch.processes += [Watched(f"web-{port}", web(wish.host, port), env, logs / f"web-{port}.log") for port in ports]
    open_parts.callback(watch.stop)
    open_parts.callback(say, "stopping …")
    watch.start()
    say(f"starting {', '.join(process.name for process in watch.processes)} …")
    _until_all_answer(watch, [f"http://{_name(wish.host)}:{port}" for port in ports])
    announce(wish, env, ports, watch)
    while True:
        time.sleep(0.25)
        for server in servers:
            _revive(server)
        for news in watch.look():
            say(news)


def _revive(server: Postgres | Redis) -> None:
    """Start a server again that died; PostgreSQL recovers what was committed from its log."""
    if server.child is not None and server.child.poll() is not None:
        say(f"{type(server).__name__} ended with code {server.child.returncode}; starting it again")
        try:
            server.start()
        except LayoutError as problem:  # its old processes may still be letting go: the next look tries again
            say(str(problem))
            time.sleep(1)


def state_folder(wanted: Path | None) -> Path:
    """The folder that is kept between runs. As root it must be one that the postgres user can walk into."""
    state = (wanted or PROJECT / "var" / "full").absolute()
    state.mkdir(parents=True, exist_ok=True)
    # Below it the servers own their folders; the files beside them are ours alone.
    state.chmod(0o711)
    if _given("DATABASE_URL") or reachable(state, server_user("postgres")):
        return state
    if wanted is not None:
        raise LayoutError(f"The user postgres can't enter {state}; choose a --state outside a closed home.")
    STATE_WHEN_ROOT_LIVES_CLOSED.mkdir(mode=0o711, parents=True, exist_ok=True)
    say(f"the data is kept in {STATE_WHEN_ROOT_LIVES_CLOSED}, since the postgres user can't enter {state}")
    return STATE_WHEN_ROOT_LIVES_CLOSED


def only_one(state: Path) -> TextIO:
    """Two layouts on one state folder would be two beats and two servers on one cluster: the second one is refused."""
    lock = (state / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        raise LayoutError(f"{state} is in use by ./run full with pid {lock.read().strip() or '?'}.") from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def surroundings(state: Path) -> dict[str, str]:
    """The environment of every process: what was given, and what must be there."""
    env = {**os.environ, "STATE_DIR": str(state), "PYTHONUNBUFFERED": "1"}
    if not _given("SECRET_KEY"):
        key = state / "secret_key"
        if not key.exists():
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        env.pop("SECRET_KEY", None)
        env["SECRET_KEY_FILE"] = str(key)
    return env


def prepare(env: dict[str, str], log: Path, *, demo_data: bool) -> None:
    """Bring the database and the static files up to date."""
    steps = [["migrate", "--noinput"], ["load_reference"], ["collectstatic", "--noinput"]]
    if demo_data:
        steps.insert(2, ["load_demo_people"])
    roll(log)
    for step in steps:
        say(f"{step[0].replace('_', ' ')} …")
        with log.open("ab") as out:
            done = subprocess.run(
                [sys.executable, "manage.py", *step], env=env, cwd=PROJECT, stdout=out, stderr=out, check=False
            )  # fmt: skip
        if done.returncode:
            raise LayoutError(f"manage.py {step[0]} failed; its log {log} ends with: {last_words(log)}")


def announce(wish: argparse.Namespace, env: dict[str, str], ports: list[int], watch: Watch) -> None:
    """One JSON line on standard output: all that another program needs to work with this layout."""
    url = f"http://{_name(wish.host)}:{ports[0]}/"
    names = ("DATABASE_URL", "REDIS_URL", "STATE_DIR", "SECRET_KEY_FILE")
    ready: dict[str, object] = {name: env.get(name) for name in names}
    ready |= {"ports": ports, "url": url, "pids": {"layout": os.getpid(), **watch.pids()}}
    print(json.dumps({"ready": ready}), flush=True)
    say(f"ready: {url} (Ctrl-C ends it; logs in {env['STATE_DIR']}/log)")


def _until_all_answer(watch: Watch, origins: list[str], patience_s: float = 180) -> None:
    """Every web process must answer /healthz, and the first one /readyz: database, Redis and clock are well."""
    waiting = [f"{origin}/healthz" for origin in origins] + [f"{origins[0]}/readyz"]
    until = time.monotonic() + patience_s
    while waiting:
        waiting = [address for address in waiting if not _ok(address)]
        for news in watch.look():
            say(news)
        if waiting and time.monotonic() > until:
            raise LayoutError(f"{waiting[0]} gave no good answer in {patience_s:g} s; see the logs named above.")
        if waiting:
            time.sleep(0.1)


def _ok(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 our own http address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _must_be_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as why:
            reason = getattr(why, "strerror", None) or why
            raise LayoutError(f"Port {port} on {host} can't be used ({reason}); choose another with --port.") from None


def _name(host: str) -> str:
    """An address a browser on this machine can open."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _end(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # once is enough: an impatient second Ctrl-C must not cut the clean end
    raise Ended


def say(words: str) -> None:
    with suppress(OSError):
        print(f"cc112: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
