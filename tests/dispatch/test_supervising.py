"""What a supervisor does about an order that nobody answers: hold it, ring the next rung, settle a declined one."""

import pytest

from dispatch import clock as sweeper
from dispatch.actions import dispatches, escalation
from incidents.errors import Refused
from incidents.models import Event
from tests import make
from tests.conftest import Clock
from tests.dispatch.test_escalation import chip, due_in, rings

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


# ── What a supervisor does ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_held_order_is_quiet_and_rings_again_when_still_nobody_answered(clock: Clock) -> None:
    order, supervisor = make.dispatch(), make.supervisor()
    clock.go(60)
    sweeper.sweep()

    escalation.hold(order, by=supervisor)
    held = chip(order)
    clock.go(299)
    quiet = sweeper.sweep()
    clock.go(1)
    again = sweeper.sweep()

    assert held == {"overdue": False, "step": 1, "rung": "desk", "held": True, "settled": False}
    assert (make.again(order.incident).owner, quiet, again) == (supervisor, 0, 1)
    assert chip(order) == {"overdue": True, "step": 2, "rung": "duty_officer", "held": False, "settled": False}
    assert due_in(order, clock) == 60


def test_accepting_ends_the_hold(clock: Clock) -> None:
    order = make.dispatch()
    escalation.hold(order, by=make.supervisor())

    dispatches.accept(order, by=make.desk())
    clock.go(3600)

    assert (sweeper.sweep(), chip(order)["held"]) == (0, False)


def test_holding_twice_begins_anew(clock: Clock) -> None:
    order = make.dispatch()
    escalation.hold(order, by=make.supervisor())
    clock.go(200)
    second = make.supervisor()

    escalation.hold(order, by=second)

    assert (make.again(order).held_by, due_in(order, clock)) == (second, 300)


def test_a_supervisor_rings_the_next_rung_without_waiting(clock: Clock) -> None:
    order, supervisor = make.dispatch(), make.supervisor()

    for _ in range(5):
        escalation.ring_now(order, by=supervisor)

    assert rings() == [(1, "desk"), (2, "duty_officer"), (3, "shift_supervisor"), (4, "head"), (5, "head")]
    assert due_in(order, clock) is None
    assert Event.objects.latest("pk").actor == supervisor


def test_after_a_ring_by_hand_the_clock_goes_on_from_there(clock: Clock) -> None:
    order = make.dispatch()
    clock.go(30)
    escalation.ring_now(order, by=make.supervisor())
    clock.go(60)

    sweeper.sweep()

    assert rings() == [(1, "desk"), (2, "duty_officer")]


@pytest.mark.parametrize("act", [escalation.hold, escalation.ring_now])
@pytest.mark.parametrize("made", [make.accepted, make.declined, make.cancelled])
def test_what_was_answered_is_neither_held_nor_rung(made, act) -> None:
    order = made()

    with pytest.raises(Refused) as refusal:
        act(order, by=make.supervisor())

    assert (refusal.value.code, rings()) == ("state", [])


def test_a_declined_order_waits_until_a_supervisor_settles_it_once() -> None:
    order = make.declined()
    waiting = chip(order)["settled"]

    for _ in range(2):
        escalation.settle(order, by=make.supervisor())

    assert (waiting, chip(order)["settled"]) == (False, True)
    assert Event.objects.filter(name="dispatch.settled").count() == 1


def test_only_a_declined_order_is_settled() -> None:
    with pytest.raises(Refused) as refusal:
        escalation.settle(make.dispatch(), by=make.supervisor())

    assert refusal.value.code == "state"
