"""The forms about dispatches, units and incidents: find it through what may be seen, act, go back."""

import json

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.actions import incidents as acts
from incidents.actions import reveal as seals
from incidents.errors import Refused

from .. import positions, sight
from ..actions import assignments, dispatches, endings, escalation, intake
from ..api import bodies
from ..models import Dispatch
from .door import MemberRequest, done


def _dispatch(request: MemberRequest, pk: int) -> Dispatch:
    return get_object_or_404(sight.dispatches(request.user), pk=pk)


@require_POST
def dispatch_accept(request: MemberRequest, pk: int) -> HttpResponse:
    dispatches.accept(_dispatch(request, pk), by=request.user)
    return done(request)


@require_POST
def dispatch_decline(request: MemberRequest, pk: int) -> HttpResponse:
    reason, words = request.POST.get("reason", ""), request.POST.get("note", "")
    dispatches.decline(_dispatch(request, pk), reason=reason, words=words, by=request.user)
    return done(request)


@require_POST
def dispatch_seen(request: MemberRequest, pk: int) -> HttpResponse:
    dispatches.see(_dispatch(request, pk), by=request.user)
    return done(request)


@require_POST
def dispatch_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    dispatches.cancel(_dispatch(request, pk), reason=request.POST.get("reason", ""), by=request.user)
    return done(request)


@require_POST
def dispatch_finish(request: MemberRequest, pk: int) -> HttpResponse:
    dispatches.finish(_dispatch(request, pk), words=request.POST.get("note", ""), by=request.user)
    return done(request)


@require_POST
def dispatch_assign(request: MemberRequest, pk: int) -> HttpResponse:
    callsigns = [word for field in request.POST.getlist("units") for word in field.replace(",", " ").split()]
    override = request.POST.get("override", "")
    assignments.assign(_dispatch(request, pk), callsigns, override=override, by=request.user)
    return done(request)


@require_POST
def dispatch_hold(request: MemberRequest, pk: int) -> HttpResponse:
    escalation.hold(_dispatch(request, pk), by=request.user)
    return done(request)


@require_POST
def dispatch_ring(request: MemberRequest, pk: int) -> HttpResponse:
    escalation.ring_now(_dispatch(request, pk), by=request.user)
    return done(request)


@require_POST
def dispatch_settle(request: MemberRequest, pk: int) -> HttpResponse:
    escalation.settle(_dispatch(request, pk), by=request.user)
    return done(request)


@require_POST
def assignment_status(request: MemberRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(sight.assignments(request.user), pk=pk)
    said = request.POST.get("at", "")
    try:
        at = parse_datetime(said) if said else None
    except ValueError:
        at = None
    if said and (at is None or at.tzinfo is None):
        raise Refused(_("The time can't be read."), code="at")
    assignments.report_status(assignment, request.POST.get("status", ""), at=at, by=request.user)
    return done(request)


@require_POST
def unit_duty(request: MemberRequest, callsign: str) -> HttpResponse:
    unit = get_object_or_404(sight.units(request.user), callsign=callsign.upper())
    assignments.set_duty(unit, on_duty=request.POST.get("on_duty") == "1", by=request.user)
    return done(request)


@require_POST
def position_report(request: MemberRequest) -> HttpResponse:
    """The phone of a crew says where it is."""
    if request.user.unit is None:
        raise Http404
    try:
        said = json.loads(request.body)
    except ValueError:
        said = {}
    form = bodies.FixBody(data={**said, "unit": request.user.unit.callsign} if isinstance(said, dict) else {})
    if not form.is_valid():
        error = {"code": "malformed", "message": _("This position can't be read."), "fields": form.errors}
        return JsonResponse({"error": error}, status=400)
    known = dict(form.validated_data)
    accepted, _rejected = positions.store([(0, positions.Fix(callsign=known.pop("unit"), **known))], by=request.user)
    return JsonResponse({"accepted": accepted}, status=202)


@require_POST
def incident_note(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    acts.add_note(incident, request.POST.get("text", ""), by=request.user)
    return done(request)


@require_POST
def incident_edit(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    place = {name: request.POST[f"place_{name}"] for name in ("text", "confidence") if f"place_{name}" in request.POST}
    pin = {name: request.POST[name] for name in ("lat", "lng") if request.POST.get(name)}
    plain = {name: request.POST[name] for name in ("kind", "priority", "lead") if request.POST.get(name)}
    form = bodies.IncidentEdit(data={**plain, "place": {**place, **pin}})
    if not form.is_valid():
        raise Refused(_("Something in it can't be read: %(fields)s.") % {"fields": ", ".join(form.errors)}, code="form")
    acts.edit(incident, form.changes(), by=request.user)
    return done(request)


@require_POST
def incident_verify(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    acts.verify(incident, request.POST.get("verification", ""), by=request.user)
    return done(request)


@require_POST
def incident_send(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    units = [word for field in request.POST.getlist("units") for word in field.replace(",", " ").split()]
    reason = request.POST.get("reason", "")
    dispatches.send(incident, request.POST.getlist("agencies"), units=units, reason=reason, by=request.user)
    return done(request)


@require_POST
def incident_close(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    disposition, words = request.POST.get("disposition", ""), request.POST.get("note", "")
    endings.close(incident, disposition=disposition, words=words, by=request.user)
    return done(request)


@require_POST
def incident_reopen(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    endings.reopen(incident, reason=request.POST.get("reason", ""), by=request.user)
    return done(request)


@require_POST
def incident_merge(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number, whole=True)
    said = request.POST.get("into", "")
    into = sight.incidents(request.user).numbered(said).first()
    if into is None:
        raise Refused(_("There is no incident %(number)s.") % {"number": said}, code="unknown_incident")
    endings.merge(incident, sight.incident_or_404(request.user, into.number, whole=True), by=request.user)
    return done(request)


@require_POST
def incident_unmerge(request: MemberRequest, number: str) -> HttpResponse:
    endings.unmerge(sight.incident_or_404(request.user, number, whole=True), by=request.user)
    return done(request)


@require_POST
def incident_reveal(request: MemberRequest, number: str) -> HttpResponse:
    incident = sight.incident_or_404(request.user, number)
    seals.reveal(incident, reason=request.POST.get("reason", ""), by=request.user)
    return done(request)


@require_POST
def intake_settle(request: MemberRequest, pk: int) -> HttpResponse:
    intake.settle_raw(get_object_or_404(sight.raw_intake(request.user), pk=pk), by=request.user)
    return done(request)


@require_POST
def draft_take(request: MemberRequest, pk: int) -> HttpResponse:
    report = intake.take_draft(get_object_or_404(sight.reports(request.user), pk=pk), by=request.user)
    return done(request, {"id": str(report.uuid)})
