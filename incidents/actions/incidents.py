"""What is known of an incident: edit, note, verify."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Member
from agencies.permissions import Can, require

from .. import moment, places
from ..errors import Refused
from ..journal import action, record
from ..models import Incident, Kind, Note, Verification
from ..states import check_open

PLACE = ("place_text", "lat", "lng", "confidence", "place_source")


@action
def edit(incident: Incident, changes: dict[str, Any], *, by: Member) -> Incident:
    """Change kind (code), priority, lead (agency code) or place; only what is named, so that two editors both win."""
    require(by, Can.EDIT_INCIDENTS)
    incident = Incident.objects.locked(incident.pk)
    check_open(incident.state)
    before = {"priority": incident.priority, "kind": incident.kind.code if incident.kind else None}
    fields: set[str] = set()
    if "kind" in changes:
        fields |= _change_kind(incident, changes["kind"], keep_lead="lead" in changes)
    if "priority" in changes:
        incident.priority = changes["priority"]
        fields.add("priority")
    if "lead" in changes:
        lead = Agency.objects.filter(code=changes["lead"], active=True).first()
        if lead is None:
            raise Refused(_("There is no agency %(code)s.") % {"code": changes["lead"]}, code="unknown_agency")
        incident.lead = lead
        fields.add("lead")
    for name in PLACE:
        if name in changes:
            setattr(incident, name, changes[name])
            fields.add(name)
    if "lat" in changes or "lng" in changes:
        found = places.resolve(incident.lat, incident.lng)
        incident.kelurahan, incident.kecamatan = found.kelurahan, found.kecamatan
        fields |= {"kelurahan", "kecamatan"}
    if fields:
        incident.save(update_fields=sorted(fields))
        after = {"priority": incident.priority, "kind": incident.kind.code if incident.kind else None}
        moved: Any = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        record("incident.edited", by=by, incident=incident, fields=sorted(fields), **moved)
    return incident


def _change_kind(incident: Incident, code: str, *, keep_lead: bool) -> set[str]:
    kind = Kind.objects.select_related("lead").filter(code=code, active=True).first()
    if kind is None:
        raise Refused(_("There is no kind %(code)s.") % {"code": code}, code="unknown_kind")
    incident.kind = kind
    # A seal is never lifted by a change of kind: opening it again needs two people.
    incident.privacy = max(incident.privacy, kind.privacy)
    if not keep_lead:
        incident.lead = kind.lead
    return {"kind", "privacy", "lead"}


@action
def add_note(incident: Incident, words: str, *, by: Member) -> Note:
    """Add words to an incident; they show on its page, the journal only says that somebody wrote."""
    require(by, Can.WRITE_NOTES)
    words = words.replace("\x00", "").strip()
    if not words:
        raise Refused(_("Write something first."), code="empty")
    incident = Incident.objects.locked(incident.pk)
    note = Note.objects.create(incident=incident, agency=by.agency, by=by, at=moment.now(), text=words)
    record("note.added", by=by, incident=incident, note=note.pk, agency=by.agency.code if by.agency else None)
    return note


@action
def verify(incident: Incident, verification: str, *, by: Member) -> Incident:
    """Set how sure it is that this happened: beside the priority, never instead of it."""
    require(by, Can.VERIFY_INCIDENTS)
    if verification not in Verification.values:
        raise Refused(_("There is no such degree of verification."), code="verification")
    incident = Incident.objects.locked(incident.pk)
    check_open(incident.state)
    if incident.verification != verification:
        was, incident.verification = incident.verification, verification
        incident.save(update_fields=["verification"])
        record("incident.verified", by=by, incident=incident, verification=verification, was=was)
    return incident
