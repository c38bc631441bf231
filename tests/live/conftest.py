"""A stand of our own for the tests that kill servers: private PostgreSQL and Redis, one database with the demo's people."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environ
import pytest
from django.db import connections

from tests.live import people, room
from tests.live.room import Web
from tests.stand import Stand


@pytest.fixture(scope="session")
def stand() -> Iterator[Stand]:
    with Stand() as stand:
        yield stand


@pytest.fixture(scope="session")
def env(stand: Stand) -> dict[str, str]:
    """The environment of the room's processes: the stand's servers and a database that is ready to work in."""
    # One key: the sessions that these tests open must be good in the processes too.
    return room.prepare(stand, SECRET_KEY=os.environ["SECRET_KEY"])


@pytest.fixture(scope="session")
def logs(stand: Stand) -> Path:
    folder = stand.home / "log"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _on_the_stand(env: dict[str, str], django_db_blocker: Any, settings: Any) -> Iterator[None]:
    """Let the ORM of the test itself work in the stand's database, really committing, as one more process of the room."""
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    wrapper = connections["default"]
    assert wrapper.vendor == "postgresql", "these tests need PostgreSQL: ./run test tests/live"
    _forget(wrapper)
    ours = wrapper.settings_dict
    before = {**ours, "OPTIONS": dict(ours["OPTIONS"])}
    there = environ.Env.db_url_config(env["DATABASE_URL"])
    options = {**ours["OPTIONS"], **there.get("OPTIONS", {})}
    options.pop("pool", None)  # the threads of a race hold one connection each
    ours.update({**there, "OPTIONS": options})
    with django_db_blocker.unblock():
        yield
        _forget(wrapper)
    ours.update(before)


@pytest.fixture(scope="module")
def webs(env: dict[str, str], logs: Path) -> Iterator[list[Web]]:
    """Two web processes of one room: daphne and uvicorn, and a clock."""
    with Web("daphne", env=env, logs=logs) as a, Web("uvicorn", env=env, logs=logs) as b, room.clock(env, logs):
        yield [a, b]
        for web in (a, b):
            assert "Traceback" not in web.said(), web.said()[-3000:]


@pytest.fixture
def token() -> str:
    """A bearer token of the dispatcher."""
    return people.token("dispatcher")


def _forget(wrapper: Any) -> None:
    wrapper.close()
    if wrapper.settings_dict["OPTIONS"].get("pool"):
        wrapper.close_pool()
