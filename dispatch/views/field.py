"""The crew's page on a phone: its job, and one big next step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Position, Role, UnitType
from incidents.models import Incident, Note, Report
from incidents.privacy import Field, fields_for, veil

from .. import sight
from ..models import Assignment
from ..states import ASSIGNMENT_NEXT, STEPS, AssignmentStatus
from .door import MemberRequest, page

A = AssignmentStatus
CARRIES = (UnitType.AMBULANCE,)
"""Types whose likely step after the scene is the hospital; for the others it is being clear."""
NOTES = 5


@page(Role.FIELD_CREW)
def field(request: MemberRequest) -> HttpResponse:
    """The whole page; `?part=live` is only what changes by itself."""
    context = known(request)
    if request.GET.get("part") == "live":
        # Scripts send the token as a header; without it an unchanged piece is the same text as before.
        return render(request, "dispatch/_field_live.html", {**context, "csrf_token": "NOTPROVIDED"})
    return render(request, "dispatch/field.html", context)


def known(request: MemberRequest) -> dict[str, Any]:
    """The context: the unit's open jobs, the newest on top, each with its steps; or the calm of standing by."""
    unit = request.user.unit
    said = Note.objects.filter(about=Note.About.NOTE).exclude(text="")
    found = sight.assignments(request.user).filter(released_at=None)
    jobs = found.select_related(
        "incident__kind", "incident__kelurahan", "incident__kecamatan", "dispatch__agency"
    ).prefetch_related(
        Prefetch("incident__reports", Report.objects.select_related("kind").order_by("filed_at")),
        Prefetch("incident__notes", said.select_related("by").order_by("-at"), to_attr="said"),
    )  # fmt: skip
    position = Position.objects.filter(unit=unit).first()
    return {
        "jobs": [_job(job, request) for job in jobs.order_by("-assigned_at")],
        "unit": unit,
        "position_at": position.received_at if position else None,
        "drawn_at": timezone.now(),
    }


@dataclass(slots=True)
class Step:
    """One report a crew can make: `own` is the agency's word for it."""

    step: str
    own: str | None = None


@dataclass(slots=True)
class Face:
    """What the page offers at one status: the big button, the others, those behind "forgot a step".

    Every status that may still come has its face on the page, so that a phone without a network goes on.
    """

    status: str
    big: Step | None
    others: list[Step]
    skips: list[Step]


@dataclass(slots=True)
class Job:
    """One open assignment with all that its crew may know."""

    job: Assignment
    incident: Incident
    sees_place: bool
    reports: list[dict[str, Any]]
    safe: bool
    notes: list[Note]
    faces: list[Face]
    stamps: list[tuple[Step, datetime | None]]

    @property
    def geo(self) -> str:
        """The pin as a phone's map takes it, with dots whatever the language; empty without a pin."""
        lat, lng = self.incident.lat, self.incident.lng
        return "" if lat is None or lng is None else f"{lat:.6f},{lng:.6f}"


def _job(job: Assignment, request: MemberRequest) -> Job:
    incident, words = job.incident, job.dispatch.agency.words()
    relation, level = sight.relation(request.user, incident), incident.privacy
    sees = fields_for(relation, level)
    told = [veil(one, relation=relation, level=level) for one in incident.reports.all()]
    notes = incident.said[:NOTES] if Field.WORDS in sees else []  # type: ignore[attr-defined]  # prefetched
    callers = [one["caller"]["safe_to_call_back"] for one in told if "caller" in one]
    coming = [status for status in A.values if status == job.status or status in _reachable(job.status)]

    def step(name: str) -> Step:
        return Step(name, words.get(name))

    def face(status: str) -> Face:
        big, others = offered(status, job.unit.type)
        shown = {big, *others}
        skips = [name for name in STEPS if name in ASSIGNMENT_NEXT[status] and name not in shown]
        return Face(status, step(big) if big else None, [step(one) for one in others], [step(one) for one in skips])

    return Job(
        job, incident, Field.PLACE in sees, [one for one in told if one.get("text")],
        all(safe is not False for safe in callers), notes, [face(status) for status in coming],
        [(step(name), getattr(job, f"{name}_at")) for name in (A.ASSIGNED, *STEPS)],
    )  # fmt: skip


def _reachable(status: str) -> frozenset[str]:
    return ASSIGNMENT_NEXT[status] - {A.RECALLED}


def offered(status: str, unit_type: str) -> tuple[str | None, list[str]]:
    """The likely next step, and what else may come next."""
    if status == A.ASSIGNED:
        return A.EN_ROUTE, []
    if status == A.EN_ROUTE:
        return A.ON_SCENE, []
    if status == A.ON_SCENE:
        return (A.TO_DESTINATION, [A.CLEAR]) if unit_type in CARRIES else (A.CLEAR, [A.TO_DESTINATION])
    if status == A.TO_DESTINATION:
        return A.AT_DESTINATION, [A.CLEAR]
    return (A.CLEAR, []) if status == A.AT_DESTINATION else (None, [])
