"""What all tests share: the reference data, a journal that can be emptied between tests, a clock, a silent log.

A test's database is rolled back (mark `django_db`) or emptied (`django_db(transaction=True)`); either way the next test
finds the room's reference data. On PostgreSQL a rolled-back test never numbers the journal by itself: ask for it with
`tests.database.numbered()`.
"""

import io
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from incidents import moment
from tests.database import count_from_one, unguarded

# Playwright leaves its event loop running in this thread: without this the ORM refuses to work in later tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

REFERENCE = (
    "agencies.Agency", "agencies.Post", "agencies.Unit", "incidents.Area", "incidents.Place", "incidents.Disposition",
    "incidents.Kind", "incidents.KindAgency", "incidents.Question", "dispatch.EscalationPlan",
    "dispatch.EscalationStep", "incidents.Stream",
)  # fmt: skip
"""What is there before a test begins, those first that others point to."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_errors: this test makes something log an error on purpose")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A test may stand still longer than a client may: a debugger, a busy machine."""
    options = connections.settings["default"].get("OPTIONS", {})
    if "options" in options:
        options["options"] += " -c idle_in_transaction_session_timeout=60s -c statement_timeout=30s"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database with the reference data, once per session; when it is emptied they come back by themselves."""
    with django_db_blocker.unblock():
        if "incidents_stream" in connection.introspection.table_names():
            call_command("load_reference", stdout=io.StringIO())
            kept = [list(apps.get_model(name).objects.order_by("pk")) for name in REFERENCE]
            empty = connection.ops.execute_sql_flush

            def emptied(statements: list[str]) -> None:
                with unguarded():
                    empty(statements)
                count_from_one()
                for rows in kept:
                    type(rows[0])._default_manager.bulk_create(rows)

            connection.ops.execute_sql_flush = emptied


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    yield
    cache.clear()


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _a_logged_error_fails_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    heard = _Errors()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    if heard.lines and request.node.get_closest_marker("logs_errors") is None:
        pytest.fail("logged as an error: " + "; ".join(heard.lines))


class Clock:
    """The room's clock, standing still until a test moves it."""

    def __init__(self) -> None:
        self.at: datetime = timezone.now()

    def go(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock.go(60)`: a minute later for every action and every sweep."""
    stopped = Clock()
    monkeypatch.setattr(moment, "now", lambda: stopped.at)
    return stopped
