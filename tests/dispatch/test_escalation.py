"""Nobody answers: the ladder rings step by step, exactly once each, and stays loud until a human acts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dispatch import cards
from dispatch import clock as sweeper
from dispatch.actions import dispatches
from dispatch.models import Dispatch, EscalationPlan, EscalationStep, Timer
from dispatch.orders import FALLBACK_LADDER
from incidents.models import Event
from tests import make
from tests.conftest import Clock

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

P1 = [("desk", 60), ("duty_officer", 60), ("shift_supervisor", 60), ("head", 120)]
"""The plan of priority 1 in dispatch/data/plans.json: rung and seconds waited before it rings."""


def rings() -> list[tuple[int, str]]:
    """(step, rung) of every ring in the journal, in order."""
    return [(e.facts["step"], e.facts["rung"]) for e in Event.objects.filter(name="dispatch.rang").order_by("pk")]


def due_in(order: Dispatch, clock: Clock) -> float | None:
    timer = Timer.objects.filter(dispatch=order, ended_at=None).first()
    return (timer.due_at - clock.at).total_seconds() if timer else None


def chip(order: Dispatch) -> dict[str, object]:
    """What every screen shows of the order."""
    card = cards.card_of(order.incident_id, make.supervisor())
    return {key: card["dispatches"][0][key] for key in ("overdue", "step", "rung", "held", "settled")}


# ── The ladder ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ladder_is_copied_when_sent_and_a_changed_plan_changes_nothing(clock: Clock) -> None:
    order = make.dispatch()

    EscalationStep.objects.update(wait_s=1, rung="head")
    EscalationPlan.objects.update(hold_s=1)

    now = make.again(order)
    assert [(step["rung"], step["wait_s"]) for step in now.ladder] == P1
    assert (now.hold_s, due_in(order, clock)) == (300, 60)


@pytest.mark.parametrize(
    ("kind", "priority", "first"),
    [("C02", None, 45), ("C02", 2, 120), ("C01", None, 60), ("C04", None, 120), ("F09", None, 900)],
)
def test_the_most_particular_plan_that_fits_is_taken(clock: Clock, kind: str, priority: int | None, first: int) -> None:
    order = make.dispatch(kind=kind, priority=priority)

    assert due_in(order, clock) == first


def test_kind_weighs_more_than_agency_and_agency_more_than_priority(clock: Clock) -> None:
    for name, fields, wait in [
        ("agency", {"agency": make.agency("DPKP")}, 11), ("kind", {"kind": make.kind("C01")}, 22),
        ("kind and agency", {"kind": make.kind("C03"), "agency": make.agency("DPKP")}, 33),
    ]:  # fmt: skip
        EscalationPlan.objects.create(name=name, **fields).steps.create(order=0, rung="desk", wait_s=wait)

    waits = [due_in(make.dispatch(kind=kind), clock) for kind in ("C02", "C06", "C01", "C03")]

    assert waits == [45, 11, 22, 33]


def test_with_no_plan_at_all_somebody_is_rung_all_the_same(clock: Clock) -> None:
    EscalationPlan.objects.all().delete()

    order = make.dispatch()

    assert (order.ladder, due_in(order, clock)) == (FALLBACK_LADDER, 60)


def test_a_plan_without_steps_rings_somebody_all_the_same(clock: Clock) -> None:
    EscalationStep.objects.all().delete()

    order = make.dispatch()

    assert order.ladder == FALLBACK_LADDER


# ── Ringing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_rung_rings_once_in_order_and_after_the_last_it_stays_overdue(clock: Clock) -> None:
    order = make.dispatch()

    told = []
    for _, wait in P1:
        clock.go(wait - 0.1)
        early = sweeper.sweep()
        clock.go(0.1)
        told.append((early, sweeper.sweep(), sweeper.sweep()))
    clock.go(86400)

    assert told == [(0, 1, 0)] * 4
    assert sweeper.sweep() == 0
    assert rings() == [(1, "desk"), (2, "duty_officer"), (3, "shift_supervisor"), (4, "head")]
    assert chip(order) == {"overdue": True, "step": 4, "rung": "head", "held": False, "settled": False}


def test_a_ring_is_by_nobody_and_says_who_was_waited_for(clock: Clock) -> None:
    order = make.dispatch()
    clock.go(60)
    sweeper.sweep()
    clock.go(60)
    sweeper.sweep()

    line = Event.objects.latest("pk")
    assert (line.actor, line.at) == (None, clock.at)
    assert line.facts == {"agency": "DPKP", "dispatch": order.pk, "step": 2, "rung": "duty_officer", "after": "desk"}


def test_a_clock_that_slept_an_hour_rings_one_step_and_gives_the_next_its_full_time(clock: Clock) -> None:
    order = make.dispatch()
    clock.go(3600)

    rang = sweeper.sweep()

    assert (rang, rings(), due_in(order, clock)) == (1, [(1, "desk")], 60)


def test_accepting_stops_it_at_any_step(clock: Clock) -> None:
    order = make.dispatch()
    clock.go(60)
    sweeper.sweep()

    dispatches.accept(order, by=make.desk())
    clock.go(3600)

    assert (sweeper.sweep(), rings()) == (0, [(1, "desk")])
    assert chip(order) == {"overdue": False, "step": 1, "rung": "desk", "held": False, "settled": False}


def test_many_that_are_due_at_once_all_ring(clock: Clock) -> None:
    orders = [make.dispatch() for _ in range(3)]
    clock.go(60)

    assert sweeper.sweep() == 3
    assert [make.again(order).step for order in orders] == [1, 1, 1]


def test_more_than_a_batch_rings_in_one_sweep(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "BATCH", 2)
    for _ in range(5):
        make.dispatch()
    clock.go(60)

    assert sweeper.sweep() == 5


def test_each_sweep_leaves_a_sign_of_life(clock: Clock) -> None:
    ages: list[float | None] = [sweeper.age()]
    sweeper.sweep()
    clock.go(7)
    ages.append(sweeper.age())
    sweeper.sweep()
    ages.append(sweeper.age())

    assert ages == [None, 7, 0]


def test_the_clock_knows_how_long_it_may_sleep(clock: Clock) -> None:
    idle = sweeper.next_due()
    make.dispatch(kind="C04")
    make.dispatch(kind="C02")
    clock.go(5)
    soon = sweeper.next_due()
    clock.go(300)

    assert (idle, soon, sweeper.next_due()) == (None, 40, 0)


@pytest.mark.logs_errors
def test_one_bad_row_does_not_stop_the_others_and_is_put_off(clock: Clock) -> None:
    bad, good = make.dispatch(), make.dispatch()
    Dispatch.objects.filter(pk=bad.pk).update(ladder=[{"no": "rung"}])
    clock.go(60)

    rang = sweeper.sweep()

    timer = Timer.objects.get(dispatch=bad)
    assert (rang, make.again(good).step, make.again(bad).step) == (1, 1, 0)
    assert (timer.faults, timer.ended_at, timer.due_at) == (1, None, clock.at + timedelta(minutes=1))
    assert sweeper.sweep() == 0


@pytest.mark.logs_errors
def test_a_bad_row_that_was_mended_rings_with_the_next_try(clock: Clock) -> None:
    order = make.dispatch()
    ladder = order.ladder
    Dispatch.objects.filter(pk=order.pk).update(ladder=[{"no": "rung"}])
    clock.go(60)
    sweeper.sweep()
    Dispatch.objects.filter(pk=order.pk).update(ladder=ladder)
    clock.go(60)

    assert (sweeper.sweep(), rings()) == (1, [(1, "desk")])


def test_the_database_itself_lets_one_clock_run_and_each_step_ring_once(clock: Clock) -> None:
    order = make.dispatch()
    clock.go(60)
    sweeper.sweep()

    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.start(order, Timer.Kind.ACCEPT, due_at=clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.create(
            dispatch=order, kind="accept", step=0, due_at=clock.at, fired_at=clock.at, ended_at=clock.at
        )

    assert Timer.objects.filter(dispatch=order).count() == 2


def test_a_timer_left_on_an_answered_order_ends_without_ringing(clock: Clock) -> None:
    order = make.accepted()
    Timer.objects.start(order, Timer.Kind.ACCEPT, due_at=clock.at)

    sweeper.sweep()

    assert (rings(), Timer.objects.filter(ended_at=None).count(), make.again(order).step) == ([], 0, 0)
