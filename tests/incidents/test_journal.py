"""The journal: gapless, in the order of the commits, chained, never changed, and without a word that a person said."""

import threading
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from agencies.models import Member
from dispatch.actions import dispatches, escalation
from incidents import journal
from incidents.actions import incidents as acts
from incidents.models import Event, Incident, Stream
from tests import make
from tests.database import numbered, unguarded

pytestmark = pytest.mark.domain

FIXED = "journal lines are never changed or deleted"


def roll_back_a_line(incident: Incident) -> None:
    with transaction.atomic():
        journal.record("note.added", by=None, incident=incident)
        transaction.set_rollback(True)


def several_lines() -> list[int]:
    """Some committed lines: the numbers they got."""
    order = make.accepted()
    acts.add_note(order.incident, "rahasia", by=make.taker())
    dispatches.finish(order, by=make.desk())
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


# ── Lines can't be changed ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        lambda lines: lines.filter(pk=lines.first().pk).update(name="x"),
        lambda lines: lines.update(facts={}),
        lambda lines: lines.update(seq=None),
        lambda lines: lines.filter(pk=lines.first().pk)._raw_delete(lines.db),
        lambda lines: lines._raw_delete(lines.db),
        lambda lines: lines.first().save(),
        lambda lines: lines.first().delete(),
    ],
    ids=["a name", "all facts", "its number", "one line away", "all lines away", "saved again", "deleted by Django"],
)
def test_the_database_refuses_every_change_of_a_line(tamper: Callable[..., object]) -> None:
    make.incident(to=["DPKP"])
    numbered()
    before = list(Event.objects.order_by("pk").values())

    with pytest.raises(DatabaseError, match=FIXED), transaction.atomic():
        tamper(Event.objects.order_by("pk"))

    assert list(Event.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_a_line_can_not_be_emptied_away() -> None:
    several_lines()
    statement = (
        "TRUNCATE incidents_event CASCADE" if connection.vendor == "postgresql" else "DELETE FROM incidents_event"
    )

    with pytest.raises(DatabaseError, match=FIXED), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Event.objects.count(), list(journal.broken_lines())) == (6, [])


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_lines_are_numbered_from_one_without_gaps_and_a_rolled_back_one_leaves_none() -> None:
    incident = make.incident()
    roll_back_a_line(incident)
    acts.add_note(incident, "ada", by=make.taker())

    assert list(Event.objects.order_by("seq").values_list("seq", "name")) == [
        (1, "incident.opened"), (2, "report.filed"), (3, "note.added"),
    ]  # fmt: skip
    assert (journal.head(), list(journal.broken_lines())) == (3, [])


def in_a_thread(work: Callable[[], object], failed: list[Exception] | None = None) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except Exception as error:
            if failed is None:
                raise
            failed.append(error)
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_some_of_whom_roll_back_leave_a_gapless_chain() -> None:
    incidents = [make.incident() for _ in range(4)]
    by = make.taker()
    failed: list[Exception] = []

    def work(mine: Incident) -> None:
        for n in range(10):
            acts.add_note(mine, f"catatan {n}", by=by)
            if n % 3 == 0:
                roll_back_a_line(mine)

    threads = [threading.Thread(target=in_a_thread(lambda mine=mine: work(mine), failed)) for mine in incidents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 49))
    assert (journal.head(), list(journal.broken_lines())) == (48, [])


# ── Finding what was tampered with (more of it in test_chain.py) ────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_deleted_line_is_found() -> None:
    several_lines()

    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM incidents_event WHERE seq = 3")

    assert list(journal.broken_lines()) == ["line 3 is missing (found 4)"]


@pytest.mark.django_db(transaction=True)
def test_verify_journal_prints_the_head_and_fails_when_something_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    several_lines()

    call_command("verify_journal")
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM incidents_event WHERE seq = 2")
    with pytest.raises(CommandError, match="line 2 is missing"):
        call_command("verify_journal")

    assert capsys.readouterr().out.startswith("whole: 6 lines, head ")


@pytest.mark.django_db
def test_a_new_generation_is_another_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    before = journal.epoch()

    call_command("new_generation")

    assert journal.epoch() != before
    assert capsys.readouterr().out == f"epoch {journal.epoch()}\n"
    assert Stream.objects.count() == 1


# ── What stands in a line ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_facts_hold_codes_and_numbers_and_never_what_somebody_said() -> None:
    secret = "RAHASIA"
    words = {
        "text": secret,
        "caller_number": "+628111",
        "caller_name": secret,
        "place_text": secret,
        "answers": {"q": secret},
    }
    order = make.dispatch(**words)
    acts.add_note(order.incident, secret, by=make.taker())
    acts.edit(order.incident, {"place_text": secret, "lat": -7.25, "lng": 112.75}, by=make.taker())
    escalation.hold(order, by=make.supervisor())
    dispatches.decline(order, reason="other", words=secret, by=make.desk())
    dispatches.send(order.incident, ["BPBD"], reason=secret, by=make.taker())

    told = [str(facts) for facts in Event.objects.values_list("facts", flat=True)]

    assert [line for line in told if secret in line or "628111" in line or "7.25" in line] == []
    assert len(told) == 8


@pytest.mark.django_db
def test_a_line_says_who_did_it_and_binds_what_one_click_did() -> None:
    by: Member = make.taker()

    make.tell(by, "/api/v1/reports/", make.body(dispatch_to=["DPKP"]))
    make.tell(by, "/api/v1/reports/", make.body(outcome="ghost"))

    lines = list(Event.objects.order_by("pk").values_list("actor", "request_id"))
    clicks = list(dict.fromkeys(click for _, click in lines))
    assert [actor for actor, _ in lines] == [by.pk] * 4
    assert [click for _, click in lines] == [clicks[0]] * 3 + [clicks[1]]
    assert all(len(click) == 36 for click in clicks)
