"""The chain of PostgreSQL's journal: numbered in the order of the commits, and what is tampered with is found.

Somebody who owns the database can take the triggers away; the hashes tell what they changed then.
"""

import threading

import pytest
from django.db import connection, transaction

from incidents import journal
from incidents.models import Event
from tests import make
from tests.database import unguarded
from tests.incidents.test_journal import in_a_thread, several_lines

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer and no hashes")


@pytest.mark.django_db(transaction=True)
def test_a_line_gets_its_number_at_commit_so_that_readers_never_miss_a_late_one() -> None:
    """The transaction that began first commits last, and its line comes last."""
    first = transaction.atomic(durable=True)
    first.__enter__()
    journal.record("note.added", by=None, late=True)
    other = threading.Thread(target=in_a_thread(make.incident))
    other.start()
    other.join(20)
    before_commit = list(Event.objects.order_by("pk").values_list("seq", "name"))
    first.__exit__(None, None, None)

    assert before_commit == [(None, "note.added"), (1, "incident.opened"), (2, "report.filed")]
    assert list(Event.objects.order_by("seq").values_list("seq", "name")) == [
        (1, "incident.opened"), (2, "report.filed"), (3, "note.added"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_was_acknowledged_is_on_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")

        assert cursor.fetchone() == ("on",)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "column", ["name = 'x'", "facts = '{}'", "at = at + interval '1 second'", "actor_id = NULL", "request_id = 'x'"]
)
def test_an_edited_line_is_found(column: str) -> None:
    several_lines()

    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE incidents_event SET {column} WHERE seq = 3")

    assert list(journal.broken_lines()) == ["line 3 does not match its hash"]


@pytest.mark.django_db(transaction=True)
def test_two_swapped_lines_are_found() -> None:
    several_lines()

    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_event SET seq = -seq WHERE seq IN (2, 3)")
        cursor.execute("UPDATE incidents_event SET seq = CASE seq WHEN -2 THEN 3 ELSE 2 END WHERE seq < 0")

    assert list(journal.broken_lines()) == ["line 2 does not match its hash"]


@pytest.mark.django_db(transaction=True)
def test_a_cut_off_tail_is_found_by_the_head() -> None:
    several_lines()

    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM incidents_event WHERE seq > 4")

    assert list(journal.broken_lines()) == ["the head says 6, the last line is 4"]


@pytest.mark.django_db(transaction=True)
def test_a_line_edited_together_with_its_hash_breaks_the_next_one() -> None:
    several_lines()

    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_event SET name = 'x' WHERE seq = 3")
        cursor.execute(
            "UPDATE incidents_event e SET hash = journal_hash((SELECT hash FROM incidents_event WHERE seq = 2), e)"
            " WHERE seq = 3"
        )

    assert list(journal.broken_lines()) == ["line 4 does not match its hash"]
