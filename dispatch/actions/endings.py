"""How incidents end and come back: close, reopen, merge, unmerge."""

from datetime import datetime

from django.utils.translation import gettext as _

from agencies.models import Member
from agencies.permissions import Can, require
from incidents import moment
from incidents.errors import Refused
from incidents.journal import action, record
from incidents.models import Disposition, Incident, IncidentState, Note
from incidents.states import check_open

from ..models import Assignment, Dispatch, Timer
from ..states import ENDED, DispatchState


def _say(incident: Incident, words: str, *, about: str, by: Member, at: datetime) -> None:
    if words.strip():
        Note.objects.create(incident=incident, about=about, by=by, at=at, text=words.strip())


@action
def close(incident: Incident, *, disposition: str, words: str = "", by: Member) -> Incident:
    """End an incident with a disposition. Units must be free; orders nobody answered are called back."""
    require(by, Can.CLOSE_INCIDENTS)
    how = Disposition.objects.filter(code=disposition, active=True).first()
    if how is None:
        known = ", ".join(Disposition.objects.filter(active=True).values_list("code", flat=True))
        raise Refused(_("Choose how it ended: %(codes)s.") % {"codes": known}, code="disposition")
    if how.code == Disposition.FALSE_REPORT:
        require(by, Can.DECLARE_FALSE)
    incident = Incident.objects.locked(incident.pk)
    at = moment.now()
    incident.move_to(IncidentState.CLOSED)
    family = [incident.pk, *incident.merged.values_list("pk", flat=True)]
    out = Assignment.objects.filter(incident__in=family, released_at=None).values_list("unit__callsign", flat=True)
    if out:
        raise Refused(_("Units are still out: %(units)s.") % {"units": ", ".join(out)}, code="units_out")
    for dispatch in Dispatch.objects.filter(incident__in=family).exclude(state__in=ENDED).select_related("agency"):
        dispatch.move_to(DispatchState.CANCELLED if dispatch.state == DispatchState.SENT else DispatchState.DONE, at=at)
        Timer.objects.stop(dispatch, at=at)
        record(
            f"dispatch.{dispatch.state}", by=by, incident=incident, agency=dispatch.agency.code, dispatch=dispatch.pk
        )
    incident.disposition, incident.closed_at = how, at
    incident.save(update_fields=["state", "disposition", "closed_at"])
    _say(incident, words, about=Note.About.CLOSE, by=by, at=at)
    record("incident.closed", by=by, incident=incident, disposition=how.code)
    return incident


@action
def reopen(incident: Incident, *, reason: str = "", by: Member) -> Incident:
    """An ended incident was not over after all."""
    require(by, Can.CLOSE_INCIDENTS)
    incident = Incident.objects.locked(incident.pk)
    if incident.state == IncidentState.MERGED:
        raise Refused(_("It was merged into another incident: unmerge it instead."), code="state")
    incident.move_to(IncidentState.OPEN)
    was = incident.disposition.code if incident.disposition else None
    incident.disposition = incident.closed_at = None
    incident.save(update_fields=["state", "disposition", "closed_at"])
    _say(incident, reason, about=Note.About.REASON, by=by, at=moment.now())
    record("incident.reopened", by=by, incident=incident, disposition=was)
    return incident


@action
def merge(incident: Incident, into: Incident, *, by: Member) -> Incident:
    """Two incidents are the same event. Nothing moves: the one points to the other, so that it can be undone."""
    require(by, Can.MERGE_INCIDENTS)
    if incident.pk == into.pk:
        raise Refused(_("An incident can't be merged into itself."), code="same")
    # Locked in one order, so that two people merging the pair both ways wait instead of deadlocking.
    rows = {pk: Incident.objects.locked(pk) for pk in sorted((incident.pk, into.pk))}
    incident, into = rows[incident.pk], rows[into.pk]
    check_open(into.state)
    if incident.merged.exists():
        raise Refused(_("Others have been merged into %(number)s.") % {"number": incident.number}, code="has_merged")
    incident.move_to(IncidentState.MERGED)
    incident.merged_into = into
    incident.save(update_fields=["state", "merged_into"])
    record("incident.merged", by=by, incident=incident, into=into.number)
    record("incident.gained", by=by, incident=into, merged=incident.number)
    return incident


@action
def unmerge(incident: Incident, *, by: Member) -> Incident:
    """They were two events after all."""
    require(by, Can.MERGE_INCIDENTS)
    incident = Incident.objects.locked(incident.pk)
    if incident.state != IncidentState.MERGED or incident.merged_into is None:
        raise Refused(_("%(number)s has not been merged.") % {"number": incident.number}, code="state")
    into = incident.merged_into
    incident.move_to(IncidentState.OPEN)
    incident.merged_into = None
    incident.save(update_fields=["state", "merged_into"])
    record("incident.unmerged", by=by, incident=incident, into=into.number)
    record("incident.lost", by=by, incident=into, merged=incident.number)
    return incident
