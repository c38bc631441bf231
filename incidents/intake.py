"""Building blocks of intake, used inside one transaction by dispatch/actions/intake.py: what was sent becomes rows."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agencies.models import Agency, Member

from . import places
from .errors import Refused
from .journal import record
from .models import Amendment, Confidence, Incident, Kind, Outcome, Placed, Privacy, Report
from .models.kind import Priority

FAR_PAST, FAR_FUTURE = timedelta(days=366), timedelta(days=1)


@dataclass
class Filing:
    """One report as a client sent it, types already checked at the door (dispatch/api/intake.py)."""

    uuid: UUID
    outcome: str
    body: dict[str, Any]
    """The whole body as received, for the amendment that keeps it."""
    channel: str = "call"
    text: str = ""
    kind: Kind | None = None
    caller_number: str = ""
    caller_name: str = ""
    safe_to_call_back: bool | None = None
    occurred_at: datetime | None = None
    place_text: str = ""
    lat: float | None = None
    lng: float | None = None
    confidence: str = Confidence.UNKNOWN
    place_source: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    attach_to: str = ""
    dispatch_to: list[str] = field(default_factory=list)
    priority: int | None = None
    warnings: list[str] = field(default_factory=list)

    WORDS = ("channel", "text", "kind", "caller_number", "caller_name", "safe_to_call_back", "answers")
    PLACE = ("place_text", "lat", "lng", "confidence", "place_source")

    @property
    def digest(self) -> str:
        """Equal for equal bodies, however their keys were ordered."""
        plain = json.dumps(self.body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def write_down(report: Report, filing: Filing, *, at: datetime) -> None:
    """Put what the filing says into the report. Odd times and places are flagged, never a reason to refuse."""
    for name in (*Filing.WORDS, *Filing.PLACE):
        setattr(report, name, getattr(filing, name))
    report.warnings = list(filing.warnings)
    report.occurred_at = filing.occurred_at
    if filing.occurred_at and not at - FAR_PAST <= filing.occurred_at <= at + FAR_FUTURE:
        # The time as sent stays in the amendment; a year of 1970 in the figures would be a lie.
        report.occurred_at = None
        report.warnings.append("odd_time")
    found = places.resolve(report.lat, report.lng)
    report.kelurahan, report.kecamatan = found.kelurahan, found.kecamatan
    if report.lat is not None and not found.inside:
        report.warnings.append("outside_city")
    report.updated_at = at


def keep_body(report: Report, filing: Filing, *, by: Member, at: datetime) -> int:
    """Keep the body as received; return its number (0 for the first)."""
    n = report.amendments.count()
    Amendment.objects.create(report=report, n=n, body=filing.body, by=by, at=at)
    report.body_digest = filing.digest
    return n


def open_incident(report: Report, *, priority: int | None, by: Member, at: datetime) -> Incident:
    """A new incident out of a report; without a kind it goes to the agency that looks first."""
    kind = report.kind
    lead = kind.lead if kind else Agency.objects.filter(coordinates=True).first() or Agency.objects.first()
    if lead is None:
        raise Refused("No agency is loaded: run manage.py load_reference.", code="no_reference_data")
    incident = Incident(
        kind=kind,
        # Nobody knows yet what it is: treat it as serious and keep it among those who need it.
        priority=priority or (kind.priority if kind else Priority.SERIOUS),
        privacy=kind.privacy if kind else Privacy.SPECIFIC,
        lead=lead, opened_by=by, opened_at=at,
    )  # fmt: skip
    copy_place(report, incident)
    incident.save()
    record(
        "incident.opened", by=by, incident=incident, kind=kind.code if kind else None, priority=incident.priority,
        report=report.pk,
    )  # fmt: skip
    return incident


def attach(report: Report, incident: Incident, *, by: Member) -> None:
    """One more report of the same event: the number of callers is itself news."""
    report.incident = incident
    if incident.lat is None and report.lat is not None:
        copy_place(report, incident)
        incident.save(update_fields=list(Placed.PLACE_FIELDS))
    record("report.attached", by=by, incident=incident, report=report.pk)


def follow_up(report: Report, before: dict[str, Any], *, by: Member) -> None:
    """Carry a taker's correction over to the incident, field by field, where nobody else has changed it meanwhile."""
    if report.incident_id is None:
        return
    incident = Incident.objects.locked(report.incident_id)
    if incident.state != "open":
        return
    changed: list[str] = []
    if report.kind_id != before["kind_id"] and incident.kind_id == before["kind_id"] and report.kind:
        incident.kind, incident.lead = report.kind, report.kind.lead
        # A correction may make a case more closed or more urgent, never less: that is a decision of its own.
        incident.privacy = max(incident.privacy, report.kind.privacy)
        incident.priority = min(incident.priority, report.kind.priority)
        changed += ["kind", "lead", "privacy", "priority"]
    place = {name: getattr(report, name) for name in Filing.PLACE}
    if place != before["place"] and {name: getattr(incident, name) for name in Filing.PLACE} == before["place"]:
        copy_place(report, incident)
        changed += Placed.PLACE_FIELDS
    if changed:
        incident.save(update_fields=changed)
        record("incident.edited", by=by, incident=incident, fields=sorted(set(changed)), report=report.pk)


def state_of(report: Report) -> dict[str, Any]:
    """What `follow_up` compares with: the report as it was before the correction."""
    return {"kind_id": report.kind_id, "place": {name: getattr(report, name) for name in Filing.PLACE}}


def copy_place(source: Placed, target: Placed) -> None:
    for name in Placed.PLACE_FIELDS:
        setattr(target, name, getattr(source, name))


def is_filed(report: Report) -> bool:
    return report.outcome != Outcome.DRAFT
