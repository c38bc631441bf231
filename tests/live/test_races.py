"""Contested actions with real threads and connections: one wins, one line is written."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from agencies.models import Member
from dispatch import clock
from dispatch.actions import assignments, dispatches, endings, intake
from dispatch.models import Assignment, Dispatch, Timer
from incidents.actions import incidents
from incidents.intake import Filing
from incidents.models import Event, Incident, Report
from tests.live import people

pytestmark = pytest.mark.serial
THREADS, ROUNDS = 6, 10


def together(*acts: Callable[[], Any]) -> list[str]:
    """Run all at once; return how each ended: `done`, or the name of what it raised."""
    gate, ends = threading.Barrier(len(acts)), ["?"] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            act()
            ends[place] = "done"
        except Exception as error:  # noqa: BLE001 the test compares what it was
            ends[place] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends


def lines(name: str, dispatch: Dispatch) -> int:
    return Event.objects.filter(name=name, facts__dispatch=dispatch.pk).count()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_six_desks_accept_at_once(number: int) -> None:
    order, desk = people.order("DPKP"), Member.objects.get(username="desk.dpkp")

    ends = together(*[lambda: dispatches.accept(order, by=desk)] * THREADS)

    assert sorted(ends) == ["Refused"] * (THREADS - 1) + ["done"]
    assert lines("dispatch.accepted", order) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_accepting_against_ringing(number: int) -> None:
    order, desk = people.order("DPKP"), Member.objects.get(username="desk.dpkp")
    Timer.objects.filter(dispatch=order).update(due_at=order.sent_at)

    together(*[lambda: dispatches.accept(order, by=desk)] * 2, *[clock.sweep] * 4)

    order.refresh_from_db()
    fired = Timer.objects.filter(dispatch=order, fired_at__isnull=False).count()
    assert order.state == "accepted"
    assert lines("dispatch.accepted", order) == 1
    assert (fired, lines("dispatch.rang", order)) in ((0, 0), (1, 1))
    assert not Timer.objects.filter(dispatch=order, ended_at=None).exists()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_unit_on_six_incidents(number: int) -> None:
    orders, desk = [people.order("DPKP") for _ in range(THREADS)], Member.objects.get(username="desk.dpkp")
    callsign = f"DPKP-1{number % 2 + 1}1"

    ends = together(*[lambda one=one: assignments.assign(one, [callsign], by=desk) for one in orders])

    assert sorted(ends) == ["Refused"] * (THREADS - 1) + ["done"]
    job = Assignment.objects.get(dispatch__in=orders)
    assignments.report_status(job, "clear", by=desk)


def test_one_report_from_six_lines() -> None:
    taker, known = people.member("penerima"), uuid.uuid4()
    filing = Filing(uuid=known, outcome="incident", body={"id": str(known)}, text="satu")

    ends = together(*[lambda: intake.file_report(filing, by=taker)] * THREADS)

    assert ends == ["done"] * THREADS
    assert Incident.objects.filter(reports__uuid=known).count() == 1
    assert Report.objects.get(uuid=known).amendments.count() == 1


def test_two_editors_of_different_fields_both_win() -> None:
    incident, taker = people.incident("DPKP"), people.member("penerima")

    ends = together(
        lambda: incidents.edit(incident, {"priority": 3}, by=taker),
        lambda: incidents.edit(incident, {"place_text": "Jl Baru"}, by=taker),
    )

    fresh = Incident.objects.get(pk=incident.pk)
    assert (ends, fresh.priority, fresh.place_text) == (["done", "done"], 3, "Jl Baru")


@pytest.mark.parametrize("number", range(ROUNDS))
def test_merging_both_ways_at_once(number: int) -> None:
    one, two, by = people.incident("DPKP"), people.incident("DPKP"), people.member("dispatcher")

    ends = together(lambda: endings.merge(one, two, by=by), lambda: endings.merge(two, one, by=by))

    assert sorted(ends) == ["Refused", "done"]
    states = sorted(Incident.objects.filter(pk__in=[one.pk, two.pk]).values_list("state", flat=True))
    assert states == ["merged", "open"]
