"""Figures of a shift: medians and 90th percentiles, with missing stamps counted apart, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from agencies.models import Shift, Unit
from incidents.models import Incident, RawIntake, Report

from .models import Assignment, Dispatch
from .states import DispatchState

SHIFT_H = 8


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds between two stamps over many cases; `missing` had not both."""

    n: int
    missing: int
    median_s: float | None
    p90_s: float | None


def spread(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Spread:
    """Median and 90th percentile (nearest rank) of end minus start; a pair with a missing stamp is counted apart."""
    times, missing = [], 0
    for start, end in pairs:
        if start is None or end is None:
            missing += 1
        else:
            times.append((end - start).total_seconds())
    times.sort()
    if not times:
        return Spread(0, missing, None, None)
    middle = len(times) // 2
    median = times[middle] if len(times) % 2 else (times[middle - 1] + times[middle]) / 2
    return Spread(len(times), missing, median, times[ceil(0.9 * len(times)) - 1])


def shift_start(at: datetime) -> datetime:
    """When the shift of this moment began: the shift on record, else eight hours ago."""
    now = Shift.objects.filter(starts_at__lte=at, ends_at__gt=at).order_by("-starts_at").first()
    return now.starts_at if now else at - timedelta(hours=SHIFT_H)


def of_shift(at: datetime) -> dict[str, Any]:
    """The figures since the shift began, and the state of this moment."""
    since = shift_start(at)
    sent = list(Dispatch.objects.filter(sent_at__gte=since).select_related("agency", "incident"))
    outcomes: dict[str, int] = {}
    for outcome in Report.objects.filter(filed_at__gte=since).values_list("outcome", flat=True):
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    waiting = Dispatch.objects.filter(state=DispatchState.SENT, incident__state="open")
    out = Assignment.objects.filter(released_at=None).values("unit").distinct().count()
    return {
        "since": since,
        "open": Incident.objects.filter(state="open").count(),
        "unanswered": waiting.count(),
        "overdue": waiting.filter(step__gt=0, held_by=None).count(),
        "unread": RawIntake.objects.filter(settled_at=None).count(),
        "units_out": out,
        "units_free": Unit.objects.filter(on_duty=True).count() - out,
        "reports": sum(outcomes.values()),
        "outcomes": outcomes,
        "accept": spread((one.sent_at, one.accepted_at) for one in sent if one.state != DispatchState.SENT),
        "arrive": spread((one.incident.opened_at, one.on_scene_at) for one in sent if one.state == DispatchState.DONE),
        "agencies": _agencies(sent),
    }


def _agencies(sent: list[Dispatch]) -> list[dict[str, Any]]:
    groups: dict[str, list[Dispatch]] = {}
    for one in sent:
        groups.setdefault(one.agency.code, []).append(one)
    return [
        {
            "agency": code,
            "sent": len(rows),
            "accepted": sum(row.accepted_at is not None for row in rows),
            "declined": sum(row.state == DispatchState.DECLINED for row in rows),
            "rang": sum(row.step > 0 for row in rows),
            "accept": spread((row.sent_at, row.accepted_at) for row in rows if row.state != DispatchState.SENT),
            "scene": spread((row.sent_at, row.on_scene_at) for row in rows if row.accepted_at),
        }
        for code, rows in sorted(groups.items())
    ]
