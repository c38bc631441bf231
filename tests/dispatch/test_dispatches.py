"""An order's life: sent, seen, accepted or declined, finished, called back. Each change is one line in the journal."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Member
from dispatch.actions import assignments, dispatches, endings
from dispatch.models import Dispatch, Timer
from incidents.errors import Refused
from incidents.models import Event, Incident
from tests import make
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


def last_line() -> tuple[str, dict[str, object]]:
    line = Event.objects.latest("pk")
    return line.name, line.facts


def running() -> list[int]:
    """The dispatches whose clock runs."""
    return list(Timer.objects.filter(ended_at=None).values_list("dispatch_id", flat=True))


# ── Sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sending_starts_a_clock_for_each_agency_and_names_each_once() -> None:
    incident = make.incident()

    sent = dispatches.send(incident, ["dpkp", " BPBD", "DPKP"], by=make.dispatcher())

    assert [order.agency.code for order in sent] == ["DPKP", "BPBD"]
    assert sorted(running()) == [order.pk for order in sent]
    assert last_line() == ("dispatch.sent", {"agency": "BPBD", "dispatch": sent[1].pk})


def test_sending_again_sends_only_who_is_not_on_it_already() -> None:
    order = make.accepted()

    sent = dispatches.send(order.incident, ["DPKP", "BPBD"], by=make.dispatcher())

    assert [one.agency.code for one in sent] == ["BPBD"]


def test_sending_only_who_is_on_it_already_is_refused() -> None:
    order = make.dispatch()

    with pytest.raises(Refused) as refusal:
        dispatches.send(order.incident, ["DPKP"], by=make.dispatcher())

    assert refusal.value.code == "already_sent"


@pytest.mark.parametrize("ended", [make.declined, make.cancelled, make.finished])
def test_an_agency_whose_order_ended_can_be_sent_again(ended) -> None:
    old = ended()

    sent = dispatches.send(old.incident, ["DPKP"], by=make.dispatcher())

    assert [one.state for one in old.incident.dispatches.order_by("pk")] == [old.state, "sent"]
    assert running() == [sent[0].pk]


def test_wished_units_bring_their_agencies_and_stay_a_wish() -> None:
    incident = make.incident()

    sent = dispatches.send(incident, ["DPKP"], units=["dpkp-101", "TGC-1"], by=make.dispatcher())

    assert [(one.agency.code, one.asked_units) for one in sent] == [("DPKP", ["DPKP-101"]), ("DINKES", ["TGC-1"])]
    assert incident.assignments.count() == 0


@pytest.mark.parametrize(
    ("codes", "code"), [([], "no_agency"), (["NASA"], "unknown_agency"), (["DPKP", "NASA"], "unknown_agency")]
)
def test_sending_nobody_or_somebody_unknown_sends_nobody(codes: list[str], code: str) -> None:
    incident = make.incident()

    with pytest.raises(Refused) as refusal:
        dispatches.send(incident, codes, by=make.dispatcher())

    assert (refusal.value.code, incident.dispatches.count()) == (code, 0)


def test_nothing_is_sent_on_a_closed_incident() -> None:
    incident = make.closed()

    with pytest.raises(Refused) as refusal:
        dispatches.send(incident, ["DPKP"], by=make.dispatcher())

    assert refusal.value.code == "state"


def test_why_somebody_was_sent_is_a_note_and_not_in_the_journal() -> None:
    incident = make.incident()

    dispatches.send(incident, ["DPKP"], reason="pelapor minta cepat", by=make.dispatcher())

    assert [(note.about, note.text) for note in incident.notes.all()] == [("reason", "pelapor minta cepat")]
    assert "cepat" not in str(rows_of(Event))


def test_the_database_itself_refuses_a_second_live_order_to_one_agency() -> None:
    order = make.dispatch()

    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.create(
            incident=order.incident, agency=order.agency, sent_by=order.sent_by, sent_at=timezone.now()
        )

    assert order.incident.dispatches.count() == 1


# ── Seeing and accepting ────────────────────────────────────────────────────────────────────────────────────────────


def test_seen_is_stamped_once_and_the_clock_goes_on() -> None:
    order = make.dispatch()
    desk = make.desk()

    first = dispatches.see(order, by=desk).seen_at
    second = dispatches.see(order, by=desk).seen_at

    assert (first is not None, second) == (True, first)
    assert (make.again(order).state, running()) == ("sent", [order.pk])
    assert Event.objects.filter(name="dispatch.seen").count() == 1


def test_an_ended_order_is_not_seen_any_more() -> None:
    order = make.cancelled()

    dispatches.see(order, by=make.desk())

    assert make.again(order).seen_at is None


def test_accepting_stops_the_clock_and_is_written_down() -> None:
    order = make.dispatch()
    desk = make.desk(of=order.agency)

    dispatches.accept(order, by=desk)

    now = make.again(order)
    assert (now.state, now.accepted_at == now.seen_at, running()) == ("accepted", True, [])
    assert last_line() == ("dispatch.accepted", {"agency": "DPKP", "dispatch": order.pk})


def test_accepting_keeps_the_moment_it_was_seen() -> None:
    order = make.seen()

    accepted = dispatches.accept(order, by=make.desk())

    assert accepted.seen_at == order.seen_at


def test_the_second_of_two_who_accept_is_told_so_and_there_is_one_line() -> None:
    order = make.dispatch()
    dispatches.accept(order, by=make.desk())

    with pytest.raises(Refused) as refusal:
        dispatches.accept(order, by=make.desk())

    assert refusal.value.code == "state"
    assert Event.objects.filter(name="dispatch.accepted").count() == 1


@pytest.mark.parametrize("ended", [make.declined, make.cancelled, make.finished])
def test_what_has_ended_can_not_be_accepted(ended) -> None:
    order = ended()

    with pytest.raises(Refused):
        dispatches.accept(order, by=make.desk())

    assert make.again(order).state == order.state


def test_on_a_merged_incident_its_agencies_still_answer() -> None:
    order = make.dispatch()
    endings.merge(order.incident, make.incident(), by=make.dispatcher())

    dispatches.accept(order, by=make.desk())

    assert make.again(order).state == "accepted"


def test_another_agency_s_desk_can_not_answer_and_the_room_can() -> None:
    order = make.dispatch()

    with pytest.raises(PermissionDenied):
        dispatches.accept(order, by=make.desk("DINKES"))
    dispatches.accept(order, by=make.dispatcher())

    assert make.again(order).state == "accepted"


# ── Old rows, old people ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lock_is_the_incident_s_row_and_what_is_held_in_memory_may_be_old() -> None:
    order = make.dispatch()
    old = Dispatch.objects.get(pk=order.pk)
    dispatches.cancel(order, by=make.dispatcher())

    with pytest.raises(Refused):
        assignments.assign(old, ["DPKP-101"], by=make.desk())

    assert Incident.objects.get().assignments.count() == 0


def test_members_who_left_may_do_nothing() -> None:
    order = make.dispatch()
    desk: Member = make.desk(is_active=False)

    with pytest.raises(PermissionDenied):
        dispatches.accept(order, by=desk)
