"""Who could go: the agencies of the kind, their nearest free units with reasons, and what is missing: advice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.models import Agency, Unit
from incidents.models import Incident, Kind
from incidents.places import distance_m

from .models import Assignment

ROAD_FACTOR, SPEED_MPS, TURNOUT_S = 1.35, 30 / 3.6, 80
"""Straight metres to road metres, city speed under siren, and the time until the wheels turn: assumptions, said so."""
OLD_FIX_S = 300
PER_AGENCY = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit as the recommendation sees it: where it is (degrees), how old that is (s), and whether it is free."""

    callsign: str
    agency: str
    lat: float | None
    lng: float | None
    age_of_fix_s: float | None
    """None: no fix, the post's place is used."""
    on_duty: bool
    busy: bool


def pick(
    agencies: Sequence[str], candidates: Iterable[Candidate], *, lat: float | None, lng: float | None
) -> dict[str, Any]:
    """Pure: agencies in the order of the kind, nearest free units of each, and named shortfalls."""
    by_agency: dict[str, list[Candidate]] = {code: [] for code in agencies}
    for one in candidates:
        if one.agency in by_agency:
            by_agency[one.agency].append(one)
    units: list[dict[str, Any]] = []
    shortfalls: list[dict[str, str]] = []
    for code, all_units in by_agency.items():
        free = [one for one in all_units if one.on_duty and not one.busy]
        if not all_units:
            shortfalls.append({"need": code, "reason": "no_units_known"})
        elif not free:
            shortfalls.append({"need": code, "reason": "all_busy" if any(u.on_duty for u in all_units) else "off_duty"})
        rows = [_row(one, lat, lng) for one in free]
        rows.sort(key=lambda row: (row["distance_m"] is None, row["distance_m"] or 0, row["callsign"]))
        units += rows[:PER_AGENCY]
    if lat is None:
        shortfalls.append({"need": "place", "reason": "no_pin"})
    return {"agencies": list(agencies), "units": units, "shortfalls": shortfalls}


def _row(one: Candidate, lat: float | None, lng: float | None) -> dict[str, Any]:
    metres = None
    if lat is not None and lng is not None and one.lat is not None and one.lng is not None:
        metres = distance_m(lat, lng, one.lat, one.lng)
    reasons = ["available"]
    if one.age_of_fix_s is None:
        reasons.append("at_post" if one.lat is not None else "no_position")
    elif one.age_of_fix_s > OLD_FIX_S:
        reasons.append("old_fix")
    return {
        "callsign": one.callsign,
        "agency": one.agency,
        "distance_m": None if metres is None else round(metres),
        "eta_s": None if metres is None else round(TURNOUT_S + metres * ROAD_FACTOR / SPEED_MPS),
        "reasons": reasons,
        "age_of_fix_s": None if one.age_of_fix_s is None else round(one.age_of_fix_s),
    }


def candidates_of(codes: Sequence[str], *, at: datetime) -> list[Candidate]:
    """The units of these agencies, each at its newest fix or, without one, at its post."""
    busy = set(Assignment.objects.filter(released_at=None).values_list("unit_id", flat=True))
    found = []
    for unit in Unit.objects.filter(agency__code__in=codes).select_related("agency", "post", "position"):
        fix = getattr(unit, "position", None)
        where = fix or unit.post
        found.append(
            Candidate(
                unit.callsign, unit.agency.code, where.lat if where else None, where.lng if where else None,
                (at - fix.at).total_seconds() if fix else None, unit.on_duty, unit.pk in busy,
            )
        )  # fmt: skip
    return found


def codes_for(kind: Kind | None) -> list[str]:
    """The agencies of a kind, the leading one first; the one that looks first when the kind is not known."""
    if kind is not None:
        return kind.agency_codes()
    return list(Agency.objects.filter(coordinates=True).values_list("code", flat=True))


def recommend(incident: Incident, *, at: datetime) -> dict[str, Any]:
    """The recommendation of contract.md for an incident."""
    codes = codes_for(incident.kind)
    return pick(codes, candidates_of(codes, at=at), lat=incident.lat, lng=incident.lng)
