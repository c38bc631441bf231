"""The room's processes on a stand: web (daphne or uvicorn), Celery worker and beat, the clock; each with its own log."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from cc112.layout import processes
from cc112.layout.child import spawn, stop, wait_until
from tests.stand import Stand

PROJECT = Path(__file__).resolve().parent.parent.parent
PREPARE = """
import django; django.setup()
from django.core.management import call_command
for step in ("migrate", "load_reference", "load_demo_people"):
    call_command(step, verbosity=0)
"""


def prepare(stand: Stand, database: str = "", **more: str) -> dict[str, str]:
    """Make a database of the stand ready to work in, with the demo's people; return the environment that names it."""
    env = stand.env(**({"DATABASE_URL": stand.database(database)} if database else {}), **more)
    subprocess.run([sys.executable, "-c", PREPARE], env=env, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return env


class Process:
    """One process of the room."""

    def __init__(self, name: str, words: Sequence[str], *, env: Mapping[str, str], logs: Path) -> None:
        self.name, self.words, self.env = name, list(words), env
        self.log = logs / f"{name}.log"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> "Process":
        self.child = spawn([sys.executable, *self.words], log=self.log, env=self.env, cwd=PROJECT)
        return self

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child)
            self.child = None

    def kill(self) -> None:
        """As when somebody pulls the plug of this one process."""
        assert self.child is not None
        stop(self.child, signal.SIGKILL)
        self.child = None

    def wait_for_word(self, word: str, seconds: float = 20) -> None:
        """Wait until its log says `word`."""
        assert self.child is not None
        wait_until(lambda: word in self.said(), self.name, seconds, self.child, self.log)

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def __enter__(self) -> "Process":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class Web(Process):
    """One web process on a free port of 127.0.0.1, by `daphne` or `uvicorn`, with the options of production."""

    def __init__(
        self, server: str, *, env: Mapping[str, str], logs: Path, app: str = "cc112.asgi:application", name: str = ""
    ) -> None:
        self.port = free_port()
        uvicorn = processes.web("127.0.0.1", self.port)
        words = {
            "uvicorn": [app if word == "cc112.asgi:application" else word for word in uvicorn],
            "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), app],
        }[server]
        super().__init__(name or f"{server}-{self.port}", words, env=env, logs=logs)
        self.host = f"127.0.0.1:{self.port}"
        self.base = f"http://{self.host}"
        self.feed = f"ws://{self.host}/ws/feed/"
        # One client (each would read the certificates anew); no kept connections, since these servers get killed.
        self.http = httpx.Client(
            base_url=self.base, verify=False, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        )  # fmt: skip

    def start(self) -> "Web":
        super().start()
        assert self.child is not None
        wait_until(self.answers, self.name, 40, self.child, self.log)
        return self

    def __enter__(self) -> "Web":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.stop()

    def answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return self.ask("healthz").status_code == 200
        return False

    def ask(self, path: str, *, token: str = "", timeout: float = 15) -> httpx.Response:
        return self.http.get(f"/{path}", headers=_bearer(token), timeout=timeout)

    def tell(
        self, path: str, body: Any = None, *, token: str, timeout: float = 15, method: str = "POST"
    ) -> httpx.Response:
        """POST (or PATCH) to the API as the member of the token."""
        return self.http.request(method, f"/api/v1/{path}", json=body, headers=_bearer(token), timeout=timeout)

    def edit(self, number: str, *, token: str, **changes: Any) -> None:
        """Change an incident; it must work."""
        answer = self.tell(f"incidents/{number}/", changes, token=token, method="PATCH")
        assert answer.status_code == 200, answer.text


def clock(env: Mapping[str, str], logs: Path, name: str = "clock") -> Process:
    return Process(name, processes.CLOCK, env=env, logs=logs)


def worker(env: Mapping[str, str], logs: Path, name: str = "worker") -> Process:
    return Process(name, [*processes.worker(), "--hostname", f"{name}@localhost"], env=env, logs=logs)


def beat(env: Mapping[str, str], logs: Path, name: str = "beat") -> Process:
    return Process(name, processes.beat(logs / f"{name}-schedule"), env=env, logs=logs)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Any, seconds: float, what: str) -> float:
    """Poll until `true()` holds; return how many seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
