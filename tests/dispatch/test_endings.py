"""How incidents end and come back: close, reopen, merge, unmerge."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agencies.audiences import audience_of
from dispatch import cards
from dispatch.actions import dispatches, endings
from dispatch.models import Assignment, Dispatch, Timer
from incidents.errors import Refused
from incidents.models import Disposition, Event, Incident, Note
from tests import make
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


def names(n: int) -> list[str]:
    """The last n lines of the journal."""
    return list(reversed(Event.objects.order_by("-pk").values_list("name", flat=True)[:n]))


# ── Closing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("disposition", ["handled", "nil", "referred_hospital", "duplicate"])
def test_closing_says_how_it_ended(disposition: str) -> None:
    incident = make.incident()

    endings.close(incident, disposition=disposition, words="aman", by=make.taker())

    now = make.again(incident)
    assert (now.state, now.disposition.code, now.closed_at is not None) == ("closed", disposition, True)
    assert [(note.about, note.text) for note in Note.objects.all()] == [("close", "aman")]
    assert Event.objects.latest("pk").facts == {"disposition": disposition}


@pytest.mark.parametrize("disposition", ["", "selesai", "HANDLED"])
def test_closing_without_a_known_disposition_is_refused(disposition: str) -> None:
    incident = make.incident()

    with pytest.raises(Refused) as refusal:
        endings.close(incident, disposition=disposition, by=make.taker())

    assert (refusal.value.code, make.again(incident).state) == ("disposition", "open")


def test_a_disposition_that_is_no_longer_used_is_refused() -> None:
    Disposition.objects.filter(code="calm").update(active=False)
    incident = make.incident()

    with pytest.raises(Refused) as refusal:
        endings.close(incident, disposition="calm", by=make.taker())

    assert refusal.value.code == "disposition"


def test_closing_is_refused_while_units_are_out_and_names_them() -> None:
    job = make.assignment("DPKP-101")
    make.assignment("DPKP-102", on=job.dispatch)

    with pytest.raises(Refused) as refusal:
        endings.close(job.incident, disposition="handled", by=make.dispatcher())

    assert (refusal.value.code, make.again(job.incident).state) == ("units_out", "open")
    assert "DPKP-101, DPKP-102" in refusal.value.message


def test_closing_calls_the_unanswered_back_and_ends_what_was_accepted() -> None:
    incident = make.incident(to=["DPKP", "BPBD", "POLRI"])
    fire, disaster, police = incident.dispatches.order_by("pk")
    dispatches.accept(fire, by=make.desk())
    dispatches.decline(police, reason="busy", by=make.desk("POLRI"))

    endings.close(incident, disposition="handled", by=make.dispatcher())

    assert [make.again(order).state for order in (fire, disaster, police)] == ["done", "cancelled", "declined"]
    assert Timer.objects.filter(ended_at=None).count() == 0
    assert names(3) == ["dispatch.done", "dispatch.cancelled", "incident.closed"]


def test_only_a_supervisor_closes_as_a_false_report() -> None:
    incident = make.incident()

    for by in (make.taker(), make.dispatcher()):
        with pytest.raises(PermissionDenied):
            endings.close(incident, disposition="false_report", by=by)
    endings.close(incident, disposition="false_report", by=make.supervisor())

    assert make.again(incident).disposition.code == "false_report"


def test_a_closed_incident_is_not_closed_again() -> None:
    incident = make.closed()
    before = rows_of(Incident, Event)

    with pytest.raises(Refused):
        endings.close(incident, disposition="nil", by=make.dispatcher())

    assert rows_of(Incident, Event) == before


def test_the_database_itself_wants_a_time_and_a_disposition_of_a_closed_incident() -> None:
    incident = make.incident()

    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(state="closed")

    assert make.again(incident).state == "open"


# ── Reopening ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reopening_forgets_the_end_and_the_journal_remembers_it() -> None:
    incident = make.closed()

    endings.reopen(incident, reason="api lagi", by=make.taker())

    now = make.again(incident)
    assert (now.state, now.closed_at, now.disposition) == ("open", None, None)
    assert Event.objects.latest("pk").facts == {"disposition": "handled"}
    assert Note.objects.get().text == "api lagi"


def test_after_reopening_the_agencies_can_be_sent_again() -> None:
    incident = make.closed(to=["DPKP"])

    endings.reopen(incident, by=make.taker())
    dispatches.send(incident, ["DPKP"], by=make.taker())

    assert list(incident.dispatches.order_by("pk").values_list("state", flat=True)) == ["cancelled", "sent"]


@pytest.mark.parametrize("state", ["open", "merged"])
def test_only_a_closed_incident_is_reopened(state: str) -> None:
    incident = make.incident() if state == "open" else make.merged()

    with pytest.raises(Refused) as refusal:
        endings.reopen(incident, by=make.supervisor())

    assert (refusal.value.code, make.again(incident).state) == ("state", state)


# ── Merging ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_merging_moves_nothing_and_the_survivor_s_card_shows_everything() -> None:
    one, two = make.incident(to=["DPKP"]), make.incident(to=["DINKES"])
    make.report(attach_to=two.number)
    before = rows_of(Dispatch, Assignment, Timer)

    endings.merge(two, one, by=make.dispatcher())

    card = cards.card_of(one.pk, make.supervisor())
    assert rows_of(Dispatch, Assignment, Timer) == before
    assert [row["agency"] for row in card["dispatches"]] == ["DPKP", "DINKES"]
    assert (card["reports"], card["merged_into"]) == (3, None)
    assert cards.card_of(two.pk, make.supervisor())["merged_into"] == one.number
    assert names(2) == ["incident.merged", "incident.gained"]


def test_unmerging_gives_back_what_was_before() -> None:
    one, two = make.incident(to=["DPKP"]), make.incident(to=["DINKES"])
    room = audience_of(make.dispatcher())
    before = cards.incident_cards([one.pk, two.pk], room)
    endings.merge(two, one, by=make.dispatcher())

    endings.unmerge(two, by=make.dispatcher())

    assert cards.incident_cards([one.pk, two.pk], room) == before
    assert names(2) == ["incident.unmerged", "incident.lost"]


def test_closing_the_survivor_ends_the_orders_of_the_merged_one() -> None:
    survivor = make.incident(to=["DPKP"])
    gone = make.merged(survivor, to=["DINKES"])

    endings.close(survivor, disposition="handled", by=make.dispatcher())

    assert [order.state for order in Dispatch.objects.order_by("pk")] == ["cancelled", "cancelled"]
    assert make.again(gone).state == "merged"


def test_closing_the_survivor_is_refused_while_units_of_the_merged_one_are_out() -> None:
    survivor = make.incident()
    job = make.assignment("DPKP-101")
    endings.merge(job.incident, survivor, by=make.dispatcher())

    with pytest.raises(Refused) as refusal:
        endings.close(survivor, disposition="handled", by=make.dispatcher())

    assert refusal.value.code == "units_out"


def test_what_can_not_be_merged() -> None:
    survivor = make.incident()
    gone = make.merged(survivor)
    fresh, over = make.incident(), make.closed()
    cases = {
        "itself": (survivor, survivor), "into a merged one": (fresh, gone), "a merged one": (gone, fresh),
        "one that others were merged into": (survivor, fresh), "into a closed one": (fresh, over),
        "a closed one": (over, fresh),
    }  # fmt: skip

    refused = {}
    for name, (one, into) in cases.items():
        with pytest.raises(Refused) as refusal:
            endings.merge(one, into, by=make.dispatcher())
        refused[name] = refusal.value.code

    assert refused == {
        "itself": "same", "into a merged one": "state", "a merged one": "state",
        "one that others were merged into": "has_merged", "into a closed one": "state", "a closed one": "state",
    }  # fmt: skip


def test_only_a_merged_incident_is_unmerged() -> None:
    with pytest.raises(Refused) as refusal:
        endings.unmerge(make.incident(), by=make.dispatcher())

    assert refusal.value.code == "state"


def test_the_database_itself_wants_to_know_what_a_merged_incident_was_merged_into() -> None:
    incident = make.incident()

    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(state="merged")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(merged_into=incident)

    assert make.again(incident).state == "open"
