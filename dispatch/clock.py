"""The clock: rings what is due. Any number of them may sweep at once; the incident's row lock decides every firing."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from incidents import moment
from incidents.models import Incident

from . import orders
from .models import Dispatch, Pulse, Timer
from .states import DispatchState

log = logging.getLogger(__name__)

BATCH = 50
PUT_OFF = timedelta(minutes=1)


def sweep() -> int:
    """Ring everything that is due; say how many rang. Always leaves a sign of life."""
    rang = 0
    while True:
        found, done = _batch(BATCH)
        rang += done
        if found < BATCH or not done:
            break
    _beat()
    return rang


def _batch(size: int) -> tuple[int, int]:
    """One transaction: (how many were due, how many of them rang here)."""
    due = list(
        Timer.objects.filter(ended_at=None, due_at__lte=moment.now())
        .order_by("due_at")
        .values_list("pk", "dispatch__incident_id")[:size]
    )
    if not due:
        return 0, 0
    try:
        return len(due), _ring(dict(due))
    except Exception:
        # One bad row must not stop the others: take them one by one, and put off the one that fails.
        log.exception("A batch of %s timers failed; ringing them one by one.", len(due))
        return 0, sum(_alone(pk, incident) for pk, incident in due)


def _ring(due: dict[int, int]) -> int:
    with transaction.atomic(durable=True):
        # Another clock, or a desk that is accepting right now, holds the row: whoever has it decides.
        free = set(
            Incident.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=set(due.values()))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        at = moment.now()
        timers = list(
            Timer.objects.filter(pk__in=due, ended_at=None, due_at__lte=at, dispatch__incident__in=free).order_by(
                "due_at"
            )
        )
        dispatches = Dispatch.objects.select_related("agency", "incident").in_bulk(
            [timer.dispatch_id for timer in timers]
        )
        for timer in timers:
            _fire(timer, dispatches[timer.dispatch_id], at=at)
    return len(timers)


def _fire(timer: Timer, dispatch: Dispatch, *, at: datetime) -> None:
    timer.ended_at = at
    if dispatch.state != DispatchState.SENT:  # answered; its timer should have been stopped with it
        timer.save(update_fields=["ended_at"])
        return
    timer.fired_at, timer.step = at, dispatch.step
    timer.save(update_fields=["ended_at", "fired_at", "step"])
    orders.ring(dispatch, by=None, at=at)


def _alone(pk: int, incident: int) -> int:
    try:
        return _ring({pk: incident})
    except Exception:
        log.exception("Timer %s can't be rung; trying again in a minute.", pk)
        timer = Timer.objects.get(pk=pk)
        timer.faults, timer.due_at = timer.faults + 1, moment.now() + PUT_OFF
        timer.save(update_fields=["faults", "due_at"])
        return 0


def _beat() -> None:
    at = moment.now()
    if not Pulse.objects.filter(pk=1).update(swept_at=at):
        Pulse.objects.bulk_create([Pulse(pk=1, swept_at=at)], ignore_conflicts=True)


def next_due() -> float | None:
    """Seconds until the next timer is due (not below 0); None when none runs."""
    at = Timer.objects.filter(ended_at=None).order_by("due_at").values_list("due_at", flat=True).first()
    return max(0.0, (at - moment.now()).total_seconds()) if at else None


def age() -> float | None:
    """Seconds since anybody last swept; None when nobody ever did."""
    swept = Pulse.objects.filter(pk=1).values_list("swept_at", flat=True).first()
    return (moment.now() - swept).total_seconds() if swept else None


def listening() -> bool:
    """Whether this database can wake a sleeping clock (NOTIFY)."""
    return connection.vendor == "postgresql"
