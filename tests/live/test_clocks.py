"""Escalation by real processes: Celery's worker and beat, `manage.py clock`, and all of them at once."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from agencies.models import Member
from dispatch.actions import dispatches
from dispatch.models import Dispatch, Pulse, Timer
from tests.live import people, room
from tests.stand import Stand

pytestmark = pytest.mark.serial


def awake() -> None:
    """Wait until the hosts that were just started have begun to sweep."""
    Pulse.objects.all().delete()
    room.until(Pulse.objects.exists, 40, "a clock swept")
    time.sleep(2)


def rings(orders: list[Dispatch]) -> list[int]:
    """How often each of these has rung."""
    return [Timer.objects.filter(dispatch=one, fired_at__isnull=False).count() for one in orders]


def lateness(orders: list[Dispatch]) -> float:
    """The worst lateness of a ring, in seconds."""
    fired = Timer.objects.filter(dispatch__in=orders, fired_at__isnull=False).values_list("due_at", "fired_at")
    return max((at - due).total_seconds() for due, at in fired)


def wait_for(orders: list[Dispatch], steps: int) -> None:
    room.until(lambda: rings(orders) == [steps] * len(orders), 25, "every order rang every step")


@pytest.mark.parametrize("hosts", [("worker", "beat"), ("clock",), ("worker", "beat", "clock", "clock")])
def test_every_step_rings_once(hosts: tuple[str, ...], env: dict[str, str], logs: Path) -> None:
    people.ladder("PLN", 1, 1, 1)
    with ExitStack() as running:
        for place, host in enumerate(hosts):
            running.enter_context(getattr(room, host)(env, logs, f"{host}{place}-{len(hosts)}"))
        awake()
        orders = [people.order("PLN") for _ in range(6)]
        wait_for(orders, 3)
        time.sleep(1.5)
        assert rings(orders) == [3] * 6
    overdue = [Dispatch.objects.get(pk=one.pk).overdue for one in orders]
    assert overdue == [True] * 6
    # Beat ticks each second; the clock wakes for the row itself. Loose: other people work on this machine.
    assert lateness(orders) < 3


def test_what_is_accepted_never_rings(env: dict[str, str], logs: Path) -> None:
    people.ladder("PLN", 2)
    desk = Member.objects.get(username="desk.pln")
    with room.clock(env, logs, "clock-accepted"):
        awake()
        order = people.order("PLN")
        dispatches.accept(order, by=desk)
        time.sleep(3)
    assert rings([order]) == [0]


def test_the_clock_needs_no_redis_and_a_killed_one_is_not_missed(env: dict[str, str], logs: Path, stand: Stand) -> None:
    people.ladder("PLN", 2)
    with room.clock(env, logs, "clock-killed") as killed, room.clock(env, logs, "clock-left"):
        awake()
        stand.stop_redis()
        try:
            orders = [people.order("PLN") for _ in range(3)]
            killed.kill()
            wait_for(orders, 1)
        finally:
            stand.start_redis()
    assert lateness(orders) < 3
