"""Who sees which incidents, dispatches and units: every view, list, search, export and feed begins here.

The rule stands once, per audience, in two forms: as a filter for the database (`incidents`) and as a test on facts that
are already in memory (`covers`, for the feed). A test holds them equal.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from agencies.audiences import Audience, audience_of
from agencies.models import Member, Role, Unit
from incidents.actions.reveal import in_force
from incidents.models import Call, Incident, IncidentState, RawIntake, Report
from incidents.models.incident import IncidentQuerySet
from incidents.privacy import Relation

from .models import Assignment, Dispatch

LOOK_BACK = timedelta(days=7)
"""How long the room and the agencies still see a closed incident."""
CREW_LOOK_BACK = timedelta(hours=2)
OWN_LOOK_BACK = timedelta(hours=2)
"""How long a call-taker keeps full sight of a sealed incident they opened, after it was closed."""
NOT_SEEN = ("declined", "cancelled")
"""An agency that declined, or was called back, has no need to know any more."""


def _recent(at: datetime) -> Q:
    return ~Q(state=IncidentState.CLOSED) | Q(closed_at__gte=at - LOOK_BACK)


def incidents_of(audience: Audience) -> IncidentQuerySet:
    """The incidents an audience may open; a sealed one perhaps only as a stub."""
    at = timezone.now()
    every = Incident.objects.all()
    match audience.view:
        case "supervisor" | "auditor":
            return every
        case "room":
            return every.filter(_recent(at))
        case "agency":
            ours = Dispatch.objects.filter(incident=OuterRef("pk"), agency=audience.agency_id)
            return every.filter(_recent(at), Exists(ours.exclude(state__in=NOT_SEEN)))
        case "crew":
            work = Assignment.objects.filter(incident=OuterRef("pk"), unit=audience.unit_id)
            return every.filter(Exists(work.filter(Q(released_at=None) | Q(released_at__gte=at - CREW_LOOK_BACK))))
        case "client":
            return every.filter(Exists(Report.objects.filter(incident=OuterRef("pk"), taken_by=audience.member_id)))
    return every.none()


@dataclass(slots=True)
class Case:
    """An incident and what belongs to it, as rows already read (cards.load)."""

    incident: dict[str, Any]
    dispatches: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    takers: set[int] = field(default_factory=set)
    reports: int = 0
    gained: list["Case"] = field(default_factory=list)
    """Incidents merged into this one."""


def covers(audience: Audience, case: Case, at: datetime) -> bool:
    """The rule of `incidents_of` for one case in memory."""
    row = case.incident
    recent = row["state"] != IncidentState.CLOSED or row["closed_at"] >= at - LOOK_BACK
    match audience.view:
        case "supervisor" | "auditor":
            return True
        case "room":
            return recent
        case "agency":
            return recent and any(
                d["agency_id"] == audience.agency_id and d["state"] not in NOT_SEEN for d in case.dispatches
            )
        case "crew":
            return any(
                a["unit_id"] == audience.unit_id
                and (a["released_at"] is None or a["released_at"] >= at - CREW_LOOK_BACK)
                for a in case.assignments
            )
        case "client":
            return audience.member_id in case.takers
    return False


def once_saw(audience: Audience, case: Case) -> bool:
    """Whether the audience may have this case on its screen: only then is it told that the case is gone."""
    match audience.view:
        case "agency":
            return any(d["agency_id"] == audience.agency_id for d in case.dispatches)
        case "crew":
            return any(a["unit_id"] == audience.unit_id for a in case.assignments)
        case "room" | "supervisor" | "auditor":
            return True
    return False


def incidents(member: Member) -> IncidentQuerySet:
    """The incidents this member may open."""
    return incidents_of(audience_of(member))


def dispatches(member: Member) -> QuerySet[Dispatch]:
    """The dispatches of incidents in sight; an agency's desk and its crews act on their own only."""
    seen = Dispatch.objects.filter(incident__in=incidents(member)).select_related("agency", "incident__kind")
    if member.role in (Role.AGENCY_OPERATOR, Role.FIELD_CREW):
        return seen.filter(agency=member.agency_id)
    return seen.none() if member.role in (Role.API_CLIENT, Role.AUDITOR) else seen


def assignments(member: Member) -> QuerySet[Assignment]:
    """The units' work in sight; a crew's own only."""
    seen = Assignment.objects.filter(dispatch__in=dispatches(member)).select_related("unit", "dispatch__agency")
    return seen.filter(unit=member.unit_id) if member.role == Role.FIELD_CREW else seen


def units_of(audience: Audience) -> QuerySet[Unit]:
    """The units an audience sees on lists and map."""
    every = Unit.objects.all()
    match audience.view:
        case "room" | "supervisor":
            return every
        case "agency":
            return every.filter(agency=audience.agency_id)
        case "crew":
            return every.filter(pk=audience.unit_id or 0)
    return every.none()


def units(member: Member) -> QuerySet[Unit]:
    """The units this member sees. An API client (a tracker) knows its own agency's."""
    if member.role == Role.API_CLIENT and member.agency_id:
        return Unit.objects.filter(agency=member.agency_id)
    return units_of(audience_of(member))


def reports(member: Member) -> QuerySet[Report]:
    """The reports this member may look up: the room all, others through incidents in sight, a client its own."""
    if member.role in (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR):
        return Report.objects.all()
    if member.role == Role.API_CLIENT:
        return Report.objects.filter(taken_by=member)
    return Report.objects.none()


def calls(member: Member) -> QuerySet[Call]:
    return Call.objects.all() if audience_of(member).view in ("room", "supervisor") else Call.objects.none()


def raw_intake(member: Member) -> QuerySet[RawIntake]:
    return RawIntake.objects.all() if audience_of(member).view in ("room", "supervisor") else RawIntake.objects.none()


def relation(member: Member, incident: Incident) -> Relation:
    """How the member stands to an incident that is in their sight: decides which fields they read (privacy.py)."""
    audience = audience_of(member)
    if audience.view in ("nobody", "auditor", "client"):
        return Relation.NONE
    if _is_own(member, incident):
        return Relation.OWN
    if incident.sealed and audience.view in ("room", "supervisor") and in_force(incident, member):
        return Relation.REVEALED
    if incident.sealed and audience.view == "room" and not audience.cleared:
        return Relation.STUB
    return {
        "supervisor": Relation.SUPERVISOR,
        "room": Relation.DISPATCHER if member.role == Role.DISPATCHER else Relation.TAKER,
        "agency": Relation.AGENCY,
        "crew": Relation.CREW,
    }[audience.view]


def _is_own(member: Member, incident: Incident) -> bool:
    if member.role not in (Role.CALL_TAKER, Role.DISPATCHER):
        return False
    if incident.closed_at and incident.closed_at < timezone.now() - OWN_LOOK_BACK:
        return False
    return incident.opened_by_id == member.pk or incident.reports.filter(taken_by=member).exists()


def incident_or_404(member: Member, number: object, *, whole: bool = False) -> Incident:
    """The incident of this number if in sight, else 404; `whole` also turns away those who see only a stub."""
    incident = (
        incidents(member)
        .numbered(str(number))
        .select_related("kind", "lead", "kelurahan", "kecamatan", "disposition", "owner", "merged_into")
        .first()
    )
    if incident is None or (whole and relation(member, incident) in (Relation.STUB, Relation.NONE)):
        raise Http404
    return incident


def sees_sealed(member: Member) -> bool:
    """Whether sealed incidents of the room are more than a stub to this member."""
    audience = audience_of(member)
    return audience.cleared and audience.view in ("room", "supervisor")
