"""Cards: the one JSON shape of an incident, a unit, a call. Pushed and fetched alike; codes only, no words.

Nothing about the caller is ever on a card, so a card may be drawn once for all readers of an audience.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from agencies.audiences import Audience, audience_of
from agencies.models import Member, Unit
from incidents.models import Call, Incident, Privacy, Report

from . import sight
from .models import Assignment, Dispatch, Timer
from .sight import Case

INCIDENT = (
    "pk", "kind__code", "priority", "privacy", "state", "verification", "opened_at", "closed_at", "disposition__code",
    "merged_into_id", "place_text", "lat", "lng", "confidence", "kelurahan__name", "kecamatan__name", "lead__code",
    "owner__username",
)  # fmt: skip
DISPATCH = (
    "pk", "incident_id", "agency_id", "agency__code", "state", "sent_at", "seen_at", "accepted_at", "en_route_at",
    "on_scene_at", "done_at", "declined_at", "decline_reason", "settled_at", "step", "rung", "ladder", "held_by_id",
    "asked_units",
)  # fmt: skip
ASSIGNMENT = (
    "pk", "incident_id", "dispatch_id", "unit_id", "unit__callsign", "unit__agency__code", "status", "assigned_at",
    "en_route_at", "on_scene_at", "to_destination_at", "at_destination_at", "clear_at", "recalled_at", "released_at",
)  # fmt: skip


def iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None


def load(pks: Collection[int]) -> dict[int, Case]:
    """Read these incidents and what belongs to them (merged ones too) in six queries, however many they are."""
    if not pks:
        return {}
    children = dict(Incident.objects.filter(merged_into__in=pks).values_list("pk", "merged_into_id"))
    wanted = {*pks, *children}
    cases = {row["pk"]: Case(row) for row in Incident.objects.filter(pk__in=wanted).values(*INCIDENT)}
    due = dict(Timer.objects.filter(dispatch__incident__in=wanted, ended_at=None).values_list("dispatch_id", "due_at"))
    for row in Dispatch.objects.filter(incident__in=wanted).order_by("sent_at", "pk").values(*DISPATCH):
        cases[row["incident_id"]].dispatches.append({**row, "due_at": due.get(row["pk"])})
    for row in Assignment.objects.filter(incident__in=wanted).order_by("assigned_at", "pk").values(*ASSIGNMENT):
        cases[row["incident_id"]].assignments.append(row)
    for incident, taker in Report.objects.filter(incident__in=wanted).values_list("incident_id", "taken_by_id"):
        cases[incident].reports += 1
        cases[incident].takers.add(taker)
    for child, parent in children.items():
        if parent in cases:
            cases[parent].gained.append(cases[child])
    return cases


def draw(case: Case, audience: Audience) -> dict[str, Any]:
    """The card of a case that the audience covers: whole, a stub (sealed), or bare (auditor, API client)."""
    row = case.incident
    stub = row["privacy"] >= Privacy.SEALED and audience.view == "room" and not audience.cleared
    bare = audience.view in ("auditor", "client")
    place = {
        "text": row["place_text"], "lat": row["lat"], "lng": row["lng"], "confidence": row["confidence"],
        "kelurahan": row["kelurahan__name"], "kecamatan": row["kecamatan__name"],
    }  # fmt: skip
    if stub or bare:
        hidden = bare and (row["privacy"] >= Privacy.SEALED or audience.view == "client")
        place = {
            "text": "", "lat": None, "lng": None, "confidence": None, "kelurahan": None,
            "kecamatan": None if hidden else row["kecamatan__name"],
        }  # fmt: skip
    everything = [case, *case.gained]
    merged = row["merged_into_id"]
    return {
        "number": f"K-{row['pk']}",
        "kind": "" if stub else row["kind__code"],
        "priority": row["priority"],
        "privacy": row["privacy"],
        "stub": stub,
        "state": row["state"],
        "verification": row["verification"],
        "opened_at": iso(row["opened_at"]),
        "closed_at": iso(row["closed_at"]),
        "disposition": row["disposition__code"],
        "merged_into": f"K-{merged}" if merged and audience.view not in ("agency", "crew", "client") else None,
        "place": place,
        "lead": row["lead__code"],
        "owner": row["owner__username"],
        "reports": sum(one.reports for one in everything),
        "dispatches": []
        if audience.view == "client"
        else [draw_dispatch(d, one.assignments) for one in everything for d in one.dispatches],
    }


def draw_dispatch(row: dict[str, Any], assignments: list[dict[str, Any]]) -> dict[str, Any]:
    """One agency's chip: its state, its six stamps (null where nobody reported), its timer and its units."""
    return {
        "id": row["pk"],
        "agency": row["agency__code"],
        "state": row["state"],
        "seen": row["seen_at"] is not None,
        "sent_at": iso(row["sent_at"]),
        "seen_at": iso(row["seen_at"]),
        "accepted_at": iso(row["accepted_at"]),
        "en_route_at": iso(row["en_route_at"]),
        "on_scene_at": iso(row["on_scene_at"]),
        "done_at": iso(row["done_at"]),
        "declined_at": iso(row["declined_at"]),
        "due_at": iso(row["due_at"]),
        "overdue": row["state"] == "sent" and row["step"] > 0 and row["held_by_id"] is None,
        "step": row["step"],
        "rung": row["rung"] or None,
        "ladder": [step["rung"] for step in row["ladder"]],
        "reason": row["decline_reason"] or None,
        "held": row["held_by_id"] is not None,
        "settled": row["settled_at"] is not None,
        "asked": row["asked_units"],
        "units": [
            {
                "id": a["pk"], "callsign": a["unit__callsign"], "status": a["status"],
                "since": iso(a[f"{a['status']}_at"]),
            }
            for a in assignments
            if a["dispatch_id"] == row["pk"]
        ],
    }  # fmt: skip


def incident_cards(pks: Iterable[int], audience: Audience) -> list[dict[str, Any]]:
    """Cards in the order asked for, of those incidents the audience covers."""
    pks = list(pks)
    cases, at = load(pks), timezone.now()
    return [draw(cases[pk], audience) for pk in pks if pk in cases and sight.covers(audience, cases[pk], at)]


def card_of(pk: int, member: Member) -> dict[str, Any] | None:
    """One incident's card as this member's audience sees it."""
    return next(iter(incident_cards([pk], audience_of(member))), None)


def unit_cards(audience: Audience, pks: Collection[int] | None = None) -> list[dict[str, Any]]:
    """Cards of the units the audience sees (all of them, or these)."""
    seen = sight.units_of(audience).select_related("agency", "post", "position")
    return draw_units(seen if pks is None else seen.filter(pk__in=pks))


def draw_units(units: Iterable[Unit]) -> list[dict[str, Any]]:
    """A unit's status is derived from its newest open assignment; without one it is available or off duty."""
    rows = list(units)
    work: dict[int, dict[str, Any]] = {}
    busy = Assignment.objects.filter(released_at=None).order_by("pk").values("unit_id", "status", "incident_id")
    for row in busy if len(rows) > 20 else busy.filter(unit__in=rows):
        work[row["unit_id"]] = dict(row)
    return [_unit(unit, work.get(unit.pk)) for unit in rows]


def _unit(unit: Unit, job: dict[str, Any] | None) -> dict[str, Any]:
    fix = getattr(unit, "position", None)
    return {
        "id": unit.pk,
        "callsign": unit.callsign,
        "agency": unit.agency.code,
        "type": unit.type,
        "on_duty": unit.on_duty,
        "status": job["status"] if job else "available" if unit.on_duty else "off_duty",
        "incident": f"K-{job['incident_id']}" if job else None,
        "post": unit.post.name if unit.post else None,
        "lat": fix.lat if fix else None,
        "lng": fix.lng if fix else None,
        "fix_at": iso(fix.at) if fix else None,
    }


def call_cards(calls: Iterable[Call]) -> list[dict[str, Any]]:
    """Calls as they ring on the strip: without the number."""
    return [_call(call) for call in calls]


def _call(call: Call) -> dict[str, Any]:
    since = {"answered": call.answered_at, "ringing": call.ringing_at}.get(call.state, call.ended_at)
    return {"id": call.pk, "line": call.line, "state": call.state, "since": iso(since or call.created_at)}
