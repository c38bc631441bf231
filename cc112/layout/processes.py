"""The room's own processes: what each is started with, and the watch that starts a dead one again."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cc112.layout.child import last_words, spawn, stop

PROJECT = Path(__file__).resolve().parent.parent.parent

# The feed's frames are small and many: deflate would double their cost (docs: performance). A client says at most an
# acknowledgement or a map box, so a message over 64 KiB is not ours. docker-compose.yml starts the web with the same.
WEB_OPTIONS = (
    *("--ws-per-message-deflate", "false"),
    *("--ws-max-size", "65536"),
    *("--ws-ping-interval", "10"),
    *("--ws-ping-timeout", "10"),
    *("--timeout-keep-alive", "75"),
    *("--timeout-graceful-shutdown", "5"),
    *("--backlog", "2048"),
    "--no-server-header",
    "--no-access-log",
)
# One worker needs no talk with others (gossip, mingle); a room with several may leave the options out.
WORKER_OPTIONS = ("--loglevel", "WARNING", "--concurrency", "2", "--without-gossip", "--without-mingle")
CLOCK = ("manage.py", "clock")

_SLOWEST_RESTART_S = 15.0
_STEADY_S = 30.0
"""A process that lived this long is healthy again: its next restart is at once."""


def web(host: str, port: int) -> list[str]:
    """One web process. It stands at the front door itself, so a client's X-Forwarded-* headers are not believed."""
    address = ["--host", host, "--port", str(port)]
    return ["-m", "uvicorn", "cc112.asgi:application", *address, "--no-proxy-headers", *WEB_OPTIONS]


def worker() -> list[str]:
    return ["-m", "celery", "-A", "cc112", "worker", *WORKER_OPTIONS]


def beat(schedule: Path) -> list[str]:
    return [
        "-m",
        "celery",
        "-A",
        "cc112",
        "beat",
        "--loglevel",
        "WARNING",
        "--schedule",
        str(schedule),
        "--pidfile",
        "",
    ]


@dataclass
class Watched:
    """One process that must always run."""

    name: str
    arguments: list[str]
    env: Mapping[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    """How often in a row it ended soon after its start: the wait before the next start grows with it."""
    start_again_at: float | None = None

    def start(self) -> None:
        roll(self.log)
        self.child = spawn([sys.executable, *self.arguments], log=self.log, env=self.env, cwd=PROJECT)
        self.started_at = time.monotonic()
        self.start_again_at = None

    def look(self) -> str | None:
        """Start it again when it is down and its wait is over; returns a sentence when there is news."""
        now = time.monotonic()
        if self.child is not None and self.child.poll() is not None and self.start_again_at is None:
            self.falls = 0 if now - self.started_at > _STEADY_S else self.falls + 1
            wait = min(_SLOWEST_RESTART_S, 0.5 * 2 ** (self.falls - 1)) if self.falls else 0.0
            self.start_again_at = now + wait
            code = self.child.returncode
            return f"{self.name} ended with code {code}; again in {wait:g} s. Its log ends: {last_words(self.log)}"
        if self.start_again_at is not None and now >= self.start_again_at:
            stop_group(self)
            self.start()
        return None


@dataclass
class Watch:
    """All processes that must run, in the order they are started; stopped in the opposite order."""

    processes: list[Watched] = field(default_factory=list)

    def start(self) -> None:
        for process in self.processes:
            process.start()

    def look(self) -> list[str]:
        return [news for process in self.processes if (news := process.look())]

    def pids(self) -> dict[str, int]:
        return {process.name: process.child.pid for process in self.processes if process.child is not None}

    def stop(self, patience_s: float = 12) -> None:
        """Ask all to end at once, then wait for each, then force the rest."""
        running = [process for process in reversed(self.processes) if process.child is not None]
        for process in running:
            if process.child is not None and process.child.poll() is None:
                process.child.terminate()
        until = time.monotonic() + patience_s
        for process in running:
            stop_group(process, max(0.1, until - time.monotonic()))


def stop_group(process: Watched, patience_s: float = 1) -> None:
    """End a process with all it started (Celery's pool outlives a killed parent otherwise)."""
    if process.child is not None:
        stop(process.child, patience_s=patience_s)


def roll(log: Path, limit: int = 20 * 1024 * 1024) -> None:
    """Keep a log from growing for ever: past `limit` octets the next start begins a new one and keeps one old."""
    if log.exists() and log.stat().st_size > limit:
        os.replace(log, log.with_suffix(log.suffix + ".1"))
