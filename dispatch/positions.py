"""Positions of units: the newest per unit, in bulk, beside the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Member, Position, Unit
from agencies.permissions import Can, may, require
from incidents import moment

UPSERT = """
INSERT INTO agencies_position (unit_id, lat, lng, accuracy_m, speed_mps, heading_deg, at, received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (unit_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng, accuracy_m = excluded.accuracy_m,
  speed_mps = excluded.speed_mps, heading_deg = excluded.heading_deg, at = excluded.at,
  received_at = excluded.received_at
WHERE agencies_position.at <= excluded.at
"""
AHEAD = timedelta(minutes=2)
"""How far a tracker's clock may run ahead; beyond it a fix would hide all later ones."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a unit was: degrees WGS84, metres, metres per second, degrees from north, aware time."""

    callsign: str
    lat: float
    lng: float
    at: datetime
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


def store(fixes: Iterable[tuple[int, Fix]], *, by: Member) -> tuple[int, list[dict[str, Any]]]:
    """Keep the newest fix of each unit; return how many were taken and which not: [{"index", "why"}]."""
    require(by, Can.REPORT_POSITIONS)
    fixes, now = list(fixes), moment.now()
    known = {unit.callsign: unit for unit in Unit.objects.filter(callsign__in={fix.callsign for _, fix in fixes})}
    taken: dict[int, Fix] = {}
    rejected: list[dict[str, Any]] = []
    accepted = 0
    for index, fix in fixes:
        unit = known.get(fix.callsign)
        if unit is None or not may(by, Can.REPORT_POSITIONS, agency_id=unit.agency_id, unit_id=unit.pk):
            rejected.append({"index": index, "why": _("No such unit, or not yours.")})
        elif fix.at > now + AHEAD:
            rejected.append({"index": index, "why": _("The time lies in the future.")})
        else:
            accepted += 1
            if unit.pk not in taken or taken[unit.pk].at <= fix.at:
                taken[unit.pk] = fix
    if taken:
        adapt = connection.ops.adapt_datetimefield_value
        rows = [
            (pk, f.lat, f.lng, f.accuracy_m, f.speed_mps, f.heading_deg, adapt(f.at), adapt(now))
            for pk, f in sorted(taken.items())  # in one order: two trackers in one batch don't deadlock
        ]
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)
    return accepted, rejected


def moved_since(since: datetime | None) -> tuple[datetime, list[tuple[int, int, float, float, float | None, float]]]:
    """The new `since`, and who moved after it (all for None): [(unit, agency, lat, lng, heading_deg, age_s)]."""
    now = moment.now()
    rows = Position.objects.all() if since is None else Position.objects.filter(received_at__gt=since)
    newest, moved = since or now - timedelta(days=1), []
    for unit, agency, lat, lng, heading, at, received in rows.values_list(
        "unit_id", "unit__agency_id", "lat", "lng", "heading_deg", "at", "received_at"
    ):
        newest = max(newest, received)
        moved.append((unit, agency, round(lat, 6), round(lng, 6), heading, round((now - at).total_seconds(), 1)))
    return newest, moved
