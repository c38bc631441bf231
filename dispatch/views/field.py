"""The crew's page on a phone: its job, and one big next step."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from agencies.models import Role
from incidents.models import Report
from incidents.privacy import Field, fields_for

from .. import sight
from ..models import Assignment
from ..states import STEPS, AssignmentStatus
from .door import MemberRequest, page

A = AssignmentStatus
CARRIES = ("ambulance",)
"""Types whose likely step after the scene is the hospital; for the others it is being clear."""


@page(Role.FIELD_CREW)
def field(request: MemberRequest) -> HttpResponse:
    """The whole page; `?part=live` is only what changes by itself."""
    template = "dispatch/_field_live.html" if request.GET.get("part") == "live" else "dispatch/field.html"
    return render(request, template, known(request))


def known(request: MemberRequest) -> dict[str, Any]:
    """The context: the unit's open jobs, newest first, each with its steps."""
    member = request.user
    jobs = (
        sight.assignments(member)
        .filter(released_at=None)
        .select_related("incident__kind", "incident__kelurahan", "incident__kecamatan", "dispatch__agency")
    )
    return {"jobs": [_job(job, request) for job in jobs.order_by("-assigned_at")], "unit": member.unit}


def _job(job: Assignment, request: MemberRequest) -> dict[str, Any]:
    incident = job.incident
    sees = fields_for(sight.relation(request.user, incident), incident.privacy)
    reports = Report.objects.filter(incident=incident).order_by("filed_at") if Field.WORDS in sees else []
    big, others = offered(job.status, job.unit.type)
    return {
        "job": job,
        "incident": incident,
        "sees_place": Field.PLACE in sees,
        "reports": [report for report in reports if report.text],
        "safe": all(report.safe_to_call_back is not False for report in Report.objects.filter(incident=incident)),
        "notes": incident.notes.order_by("-at")[:5] if Field.WORDS in sees else [],
        "big": big,
        "others": others,
        "done": [(step, getattr(job, f"{step}_at")) for step in (A.ASSIGNED, *STEPS[:-1])],
    }


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
