"""How an order ends: declined with a reason, finished with a word back, or called back by the room."""

import pytest
from django.core.exceptions import PermissionDenied

from dispatch.actions import dispatches
from dispatch.states import DeclineReason
from incidents.errors import Refused
from incidents.models import Event, Note
from tests import make
from tests.dispatch.test_dispatches import last_line, running

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


# ── Declining ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", DeclineReason.values)
def test_declining_says_why_stops_the_clock_and_waits_for_a_supervisor(reason: str) -> None:
    order = make.dispatch()

    dispatches.decline(order, reason=reason, words="dua mobil rusak", by=make.desk())

    now = make.again(order)
    assert (now.state, now.decline_reason, now.settled_at, running()) == ("declined", reason, None, [])
    assert [(note.about, note.text) for note in Note.objects.all()] == [("decline", "dua mobil rusak")]
    assert last_line() == ("dispatch.declined", {"agency": "DPKP", "dispatch": order.pk, "reason": reason})


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("lazy", "x"), ("other", ""), ("other", "  ")])
def test_declining_without_a_reason_is_refused(reason: str, words: str) -> None:
    order = make.dispatch()

    with pytest.raises(Refused) as refusal:
        dispatches.decline(order, reason=reason, words=words, by=make.desk())

    assert (refusal.value.code, make.again(order).state, running()) == ("reason", "sent", [order.pk])


def test_an_agency_may_still_decline_what_it_accepted_but_not_with_units_out() -> None:
    order, busy = make.accepted(), make.assignment().dispatch

    dispatches.decline(order, reason="busy", by=make.desk())
    with pytest.raises(Refused) as refusal:
        dispatches.decline(busy, reason="busy", by=make.desk())

    assert (make.again(order).state, make.again(busy).state) == ("declined", "accepted")
    assert refusal.value.code == "units_out"


def test_sending_another_agency_settles_the_declining() -> None:
    order = make.declined()

    dispatches.send(order.incident, ["BPBD"], by=make.dispatcher())

    assert make.again(order).settled_at is not None


# ── Finishing and calling back ──────────────────────────────────────────────────────────────────────────────────────


def test_finishing_reports_back() -> None:
    order = make.accepted()

    dispatches.finish(order, words="api padam", by=make.desk())

    assert (make.again(order).state, make.again(order).done_at is not None) == ("done", True)
    assert [(note.about, note.agency, note.text) for note in Note.objects.all()] == [
        ("finish", order.agency, "api padam")
    ]
    assert last_line() == ("dispatch.done", {"agency": "DPKP", "dispatch": order.pk})


def test_an_order_with_units_out_or_unanswered_is_not_finished() -> None:
    busy, fresh = make.assignment().dispatch, make.dispatch("BPBD")

    refusals = []
    for order in (busy, fresh):
        with pytest.raises(Refused) as refusal:
            dispatches.finish(order, by=make.dispatcher())
        refusals.append(refusal.value.code)

    assert refusals == ["units_out", "state"]


def test_calling_back_recalls_units_on_the_way_and_clears_those_with_a_patient() -> None:
    first = make.assignment("TGC-1", status="en_route", kind="A01")
    second = make.assignment("TGC-2", status="to_destination", on=first.dispatch)

    dispatches.cancel(first.dispatch, reason="pelapor membatalkan", by=make.dispatcher())

    assert [make.again(job).status for job in (first, second)] == ["recalled", "clear"]
    assert [make.again(job).released_at is not None for job in (first, second)] == [True, True]
    assert make.again(first.dispatch).state == "cancelled"
    names = list(Event.objects.order_by("-pk").values_list("name", flat=True)[:3])
    assert names == ["dispatch.cancelled", "assignment.clear", "assignment.recalled"]


def test_calling_back_an_unanswered_order_stops_its_clock() -> None:
    order = make.dispatch()

    dispatches.cancel(order, by=make.taker())

    assert running() == []


def test_an_agency_can_not_call_itself_back() -> None:
    order = make.dispatch()

    with pytest.raises(PermissionDenied):
        dispatches.cancel(order, by=make.desk())

    assert make.again(order).state == "sent"
