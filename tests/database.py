"""What tests do to the database beside our actions: look at everything, undo, number the journal, open its guard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction


def rows_of(*kinds: type[models.Model]) -> dict[str, list[dict[str, Any]]]:
    """Everything these tables hold, to compare before with after."""
    return {kind.__name__: list(kind._default_manager.order_by("pk").values()) for kind in kinds}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back; our durable actions run in it as they do in a rolled-back test."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def numbered() -> None:
    """Let PostgreSQL's deferred trigger number the journal now, as COMMIT does (SQLite numbers at once)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def unguarded() -> Iterator[None]:
    """The journal's triggers off: only to empty the database, and for the tests of what finds a tampered line."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE incidents_event DISABLE TRIGGER USER")
            yield
            cursor.execute("ALTER TABLE incidents_event ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'incidents_event'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


def count_from_one() -> None:
    """After emptying: the next journal line is number 1 again (PostgreSQL counts by the head, SQLite by the id)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'incidents_event'")
