"""The desk of one agency: what is offered to it, what it does, its units, what ended this shift."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Role, UnitType
from incidents.models import Incident, Report
from incidents.places import distance_m
from incidents.privacy import Field, fields_for, veil

from .. import cards, sight
from ..models import Assignment, Dispatch, Timer
from ..recommend import Candidate, candidates_of
from ..states import ANSWERED, ENDED, STEPS, DispatchState
from .door import MemberRequest, page

SHIFT = timedelta(hours=12)
SAID_CHARS = 500
OLD_FIX_S = 300


@page(Role.AGENCY_OPERATOR)
def desk(request: MemberRequest) -> HttpResponse:
    """The whole page; `?part=live` is what changes by itself, `?part=units&send=5` the units for dispatch 5.

    `?send=5` shows the whole page with these units open: the way of a browser without scripts.
    """
    part, send = request.GET.get("part"), request.GET.get("send", "")
    if part == "units":
        one = sight.dispatches(request.user).filter(pk=int(send) if send.isdigit() else 0).first()
        if one is None:
            raise Http404
        context = {"one": one, **choices(request, one), "csrf_token": "NOTPROVIDED"}
        return render(request, "dispatch/_unit_choices.html", context)
    context = known(request, send=int(send) if send.isdigit() else None)
    if part == "live":
        # Scripts send the token as a header; without it an unchanged piece is the same text as before.
        return render(request, "dispatch/_desk_live.html", {**context, "csrf_token": "NOTPROVIDED"})
    return render(request, "dispatch/desk.html", context)


def known(request: MemberRequest, *, send: int | None = None) -> dict[str, Any]:
    """The context: offers loudest first, running jobs, own units, what ended this shift. A fixed number of queries."""
    member = request.user
    orders = list(
        sight.dispatches(member)
        .filter(state__in=(DispatchState.SENT, *ANSWERED))
        .select_related("incident__kelurahan", "incident__kecamatan")
    )
    rows = _rows(request, orders)
    for row in rows:
        row.choices = choices(request, row.one) if row.one.pk == send else None
    offers = [row for row in rows if row.one.state == DispatchState.SENT]
    jobs = [row for row in rows if row.one.state != DispatchState.SENT]
    units = _units(request)
    ended = Dispatch.objects.filter(agency=member.agency, state__in=ENDED, sent_at__gte=timezone.now() - SHIFT)
    return {
        "offers": sorted(offers, key=lambda row: (not row.one.overdue, row.incident.priority, row.one.sent_at)),
        # Accepted and nobody on the way: this is what a desk forgets.
        "jobs": sorted(jobs, key=lambda row: (bool(row.work), row.incident.priority, row.one.sent_at)),
        "units": sorted(units, key=lambda unit: (UNIT_ORDER.get(unit["status"], 1), *_by_number(unit["callsign"]))),
        "free": sum(unit["status"] == "available" for unit in units),
        "duty": sum(unit["on_duty"] for unit in units),
        "ended": sorted(ended, key=lambda one: _ended_at(one) or one.sent_at, reverse=True)[:30],
        "words": _words(request),
    }


UNIT_ORDER = {"available": 0, "off_duty": 2}


def _by_number(callsign: str) -> tuple[str, int]:
    """TGC-2 before TGC-10, as people count."""
    name, _, number = callsign.rpartition("-")
    return (name, int(number)) if number.isdigit() else (callsign, 0)


def _words(request: MemberRequest) -> dict[str, str]:
    """What the agency itself says for a status, where it has a word of its own."""
    return request.user.agency.words() if request.user.agency else {}


def _units(request: MemberRequest) -> list[dict[str, Any]]:
    """The agency's unit cards, with its own word for the status and the name of the type."""
    words, types = _words(request), dict(UnitType.choices)
    units = cards.draw_units(sight.units(request.user).select_related("agency", "post", "position"))
    return [{**unit, "own": words.get(unit["status"]), "what": types[unit["type"]]} for unit in units]


@dataclass(slots=True)
class Row:
    """One order of the agency with all that a card of the desk shows."""

    one: Dispatch
    incident: Incident
    said: str = ""
    sees_place: bool = False
    due_at: datetime | None = None
    work: list[dict[str, Any]] | None = None
    others: list[Dispatch] | None = None
    choices: dict[str, Any] | None = None

    @property
    def stamps(self) -> list[tuple[str, datetime | None]]:
        names = ("sent", "seen", "accepted", "en_route", "on_scene", "done")
        return [(name, getattr(self.one, f"{name}_at")) for name in names]


def _rows(request: MemberRequest, orders: list[Dispatch]) -> list[Row]:
    words, incidents = _words(request), {one.incident_id for one in orders}
    due = dict(Timer.objects.filter(dispatch__in=orders, ended_at=None).values_list("dispatch_id", "due_at"))
    work: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for job in Assignment.objects.filter(dispatch__in=orders, released_at=None).select_related("unit"):
        steps = [{"step": step, "own": words.get(step)} for step in next_steps(job.status)]
        work[job.dispatch_id].append({"job": job, "own": words.get(job.status), "next": steps})
    others: dict[int, list[Dispatch]] = defaultdict(list)
    for other in Dispatch.objects.filter(incident__in=incidents).select_related("agency").order_by("sent_at"):
        if other.agency_id != request.user.agency_id and other.state != DispatchState.CANCELLED:
            others[other.incident_id].append(other)
    first: dict[int, Report] = {}
    for report in (
        Report.objects.filter(incident__in=incidents).exclude(text="").select_related("kind").order_by("-filed_at")
    ):
        if report.incident_id:
            first[report.incident_id] = report
    rows = []
    for one in orders:
        incident, relation = one.incident, sight.relation(request.user, one.incident)
        told = first.get(incident.pk)
        said = veil(told, relation=relation, level=incident.privacy).get("text", "") if told else ""
        place = Field.PLACE in fields_for(relation, incident.privacy)
        rows.append(Row(one, incident, said[:SAID_CHARS], place, due.get(one.pk), work[one.pk], others[incident.pk]))
    return rows


def _ended_at(one: Dispatch) -> datetime | None:
    stamps = (one.done_at, one.declined_at, one.cancelled_at)
    return max((at for at in stamps if at), default=None)


def choices(request: MemberRequest, one: Dispatch) -> dict[str, Any]:
    """The agency's units for an order: `free` nearest first, `out` those that need a reason."""
    units = _units(request)
    where = {found.callsign: found for found in candidates_of([one.agency.code], at=timezone.now())}
    here = {job.unit_id for job in one.assignments.filter(released_at=None)}
    rows = [_choice(unit, where.get(unit["callsign"]), one) for unit in units if unit["id"] not in here]
    rows.sort(
        key=lambda row: (not row["asked"], row["metres"] is None, row["metres"] or 0, *_by_number(row["callsign"]))
    )
    free = [row for row in rows if row["status"] == "available"]
    return {
        "free": free,
        "out": [row for row in rows if row["status"] != "available"],
    }


def _choice(unit: dict[str, Any], spot: Candidate | None, one: Dispatch) -> dict[str, Any]:
    incident, age_s = one.incident, spot.age_of_fix_s if spot else None
    metres: float | None = None
    if spot and spot.lat is not None and spot.lng is not None and incident.lat is not None and incident.lng is not None:
        metres = distance_m(incident.lat, incident.lng, spot.lat, spot.lng)
    return {
        **unit,
        "metres": metres,
        "km": None if metres is None else metres / 1000,
        "at_post": metres is not None and age_s is None,
        "old_min": round(age_s / 60) if age_s and age_s > OLD_FIX_S else None,
        "asked": unit["callsign"] in one.asked_units,
    }


def next_steps(status: str) -> list[str]:
    """The steps after this status, in order."""
    steps = [str(step) for step in STEPS]
    return steps[steps.index(status) + 1 :] if status in steps else steps
