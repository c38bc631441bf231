"""The desk of one agency: what is offered to it, what it does, its units."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Role
from incidents import moment
from incidents.models import Report
from incidents.privacy import Field, fields_for

from .. import cards, sight
from ..models import Assignment, Dispatch, Timer
from ..recommend import candidates_of, pick
from ..states import ANSWERED, STEPS, DeclineReason, DispatchState
from .door import MemberRequest, page

RECENT = timedelta(hours=8)


@page(Role.AGENCY_OPERATOR)
def desk(request: MemberRequest) -> HttpResponse:
    """The whole page; `?part=live` is only what changes by itself."""
    template = "dispatch/_desk_live.html" if request.GET.get("part") == "live" else "dispatch/desk.html"
    return render(request, template, known(request))


def known(request: MemberRequest) -> dict[str, Any]:
    """The context: offers loudest first, running jobs, own units, what ended this shift."""
    member = request.user
    seen = sight.dispatches(member).select_related("incident__kelurahan", "incident__kecamatan", "incident__kind")
    units = cards.draw_units(sight.units(member).select_related("agency", "post", "position"))
    offers = list(seen.filter(state=DispatchState.SENT).order_by("incident__priority", "sent_at"))
    due = dict(Timer.objects.filter(dispatch__in=offers, ended_at=None).values_list("dispatch_id", "due_at"))
    running = list(seen.filter(state__in=ANSWERED).order_by("incident__priority", "sent_at"))
    work: dict[int, list[Assignment]] = {}
    for job in Assignment.objects.filter(dispatch__in=running).select_related("unit").order_by("assigned_at"):
        work.setdefault(job.dispatch_id, []).append(job)
    ended = Dispatch.objects.filter(agency=member.agency, state__in=("done", "declined", "cancelled"))
    return {
        "offers": [{**_offer(one, request, units), "due_at": due.get(one.pk)} for one in offers],
        "jobs": [{**_offer(one, request, units), "units": _work(work.get(one.pk, []))} for one in running],
        "units": units,
        "free": sum(unit["status"] == "available" for unit in units),
        "ended": ended.filter(sent_at__gte=timezone.now() - RECENT).order_by("-sent_at")[:20],
        "reasons": DeclineReason.choices,
    }


def _offer(one: Dispatch, request: MemberRequest, units: list[dict[str, Any]]) -> dict[str, Any]:
    incident = one.incident
    sees = fields_for(sight.relation(request.user, incident), incident.privacy)
    said = Report.objects.filter(incident=incident).exclude(text="").order_by("filed_at").first()
    found = pick(
        [one.agency.code], candidates_of([one.agency.code], at=moment.now()), lat=incident.lat, lng=incident.lng
    )
    near = {row["callsign"]: row["distance_m"] for row in found["units"]}
    order = sorted(
        units,
        key=lambda unit: (
            unit["status"] != "available", unit["callsign"] not in one.asked_units,
            near.get(unit["callsign"]) or 99_999_999, unit["callsign"],
        ),
    )  # fmt: skip
    return {
        "dispatch": one,
        "incident": incident,
        "said": said.text[:600] if said and Field.WORDS in sees else "",
        "sees_place": Field.PLACE in sees,
        "stamps": [one.sent_at, one.seen_at, one.accepted_at, one.en_route_at, one.on_scene_at, one.done_at],
        "choices": [
            {**unit, "metres": near.get(unit["callsign"]), "asked": unit["callsign"] in one.asked_units}
            for unit in order
        ],
    }


def _work(jobs: list[Assignment]) -> list[dict[str, Any]]:
    """A unit's work with the steps that may still come (for a crew that reports by radio)."""
    return [{"job": job, "next": [] if job.released_at else next_steps(job.status)} for job in jobs]


def next_steps(status: str) -> list[str]:
    """The steps after this status, in order."""
    done = STEPS.index(status) + 1 if status in STEPS else 0
    return [str(step) for step in STEPS[done:]]
