"""A room of its own for the browser tests: a database of its own on the stand, one web process, one clock, Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "surabaya112"
QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is not installed"
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


class Room:
    """The running room: its address and its database."""

    def __init__(self, url: str, database: str) -> None:
        self.url, self.database = url, database

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    there = os.environ.get("DATABASE_URL", "")
    assert there.startswith("postgres"), "these tests need PostgreSQL: ./run test tests/browser"
    name = f"browser_{uuid.uuid4().hex[:8]}"
    before, _question, query = there.partition("?")
    database = f"{before.rsplit('/', 1)[0]}/{name}?{query}"
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    port = _free_port()
    env = {**os.environ, "DATABASE_URL": database, "DEBUG": "1", "STATE_DIR": str(tmp_path_factory.mktemp("state"))}
    log = (tmp_path_factory.mktemp("log") / "room.log").open("w+")

    def start(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen([sys.executable, *words], cwd=PROJECT, env=env, stdout=log, stderr=log, text=True)

    for command in (["migrate", "-v0"], ["load_reference", "-v0"], ["load_demo_people"]):
        assert start("manage.py", *command).wait(90) == 0, log.seek(0) or log.read()
    web = start("-m", "uvicorn", "cc112.asgi:application", "--port", str(port), "--log-level", "warning",
                "--ws-per-message-deflate", "false")  # fmt: skip
    clock = start("manage.py", "clock")
    url = f"http://127.0.0.1:{port}"
    for _ in range(150):
        with suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=2):
            break
        time.sleep(0.2)
    else:
        pytest.fail("the room did not come up: " + (log.seek(0) or log.read()))
    made = Room(url, database)
    # Escalation within seconds, so that a test can wait for it.
    made.sql("UPDATE dispatch_escalationstep SET wait_s = 4")
    yield made
    for process in (web, clock):
        process.terminate()
        process.wait(15)
    log.seek(0)
    said = log.read()
    log.close()
    assert "Traceback" not in said, said[-4000:]
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


Sign = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, room: Room) -> Iterator[Sign]:
    """`sign_in("penerima", "/konsol/")`: a window of its own; it must ask no other host and say no error."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_window(username: str, path: str, *, width: int = 1366, height: int = 768, theme: str = "dark") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: None if _ours(asked.url, room.url) else faults.append(f"asked {asked.url}"))
        page.on("pageerror", lambda error: faults.append(f"{path}: {error}"))
        page.goto(f"{room.url}/masuk/")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(lambda url: "/masuk/" not in url)
        page.goto(f"{room.url}{path}")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


def _ours(url: str, home: str) -> bool:
    return url.startswith((home, home.replace("http", "ws"), "data:", "blob:"))
