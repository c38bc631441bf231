"""Intake: one report, its incident and its dispatches in one transaction."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Member
from agencies.permissions import Can, may, require
from incidents import duplicates, intake, moment
from incidents.errors import Refused
from incidents.intake import Filing
from incidents.journal import action, record
from incidents.models import Incident, Outcome, RawIntake, Report
from incidents.states import check_open

from .. import cards, orders, sight


@action
def file_report(filing: Filing, *, by: Member) -> tuple[dict[str, Any], bool]:
    """Store a report, draft or correction under the client's own id; return the answer and whether it is new.

    The same body again gets the first answer again. Another body under the same id is kept as an amendment. Nothing
    that names a known report is refused, save an API client's word about somebody else's.
    """
    require(by, Can.SUBMIT_REPORTS)
    at = moment.now()
    Report.objects.bulk_create(
        [Report(uuid=filing.uuid, taken_by=by, started_at=at, updated_at=at)], ignore_conflicts=True
    )
    report = Report.objects.select_for_update(of=("self",)).select_related("kind").get(uuid=filing.uuid)
    if report.taken_by_id != by.pk and not may(by, Can.TAKE_REPORTS):
        raise Refused(_("This report belongs to somebody else."), code="not_yours")
    if intake.is_filed(report):
        return _amend(report, filing, by=by, at=at), False
    intake.write_down(report, filing, at=at)
    if filing.outcome == Outcome.DRAFT:
        report.save()
        return _answer(report, None, []), True
    return _file(report, filing, by=by, at=at), True


def _file(report: Report, filing: Filing, *, by: Member, at: Any) -> dict[str, Any]:
    report.outcome, report.filed_at = filing.outcome, at
    intake.keep_body(report, filing, by=by, at=at)
    report.save()
    alike: list[dict[str, Any]] = []
    if filing.outcome == Outcome.INCIDENT:
        in_sight = sight.incidents(by)
        if filing.attach_to:
            incident = _attach(report, filing.attach_to, by=by)
        else:
            alike = duplicates.near(in_sight, lat=report.lat, lng=report.lng, kind=report.kind, at=at)
            incident = intake.open_incident(report, priority=filing.priority, by=by, at=at)
            report.incident = incident
        if filing.dispatch_to:
            require(by, Can.SEND_DISPATCHES)
            orders.send(incident, orders.find_agencies(filing.dispatch_to), by=by, at=at)
    record(
        "report.filed", by=by, incident=report.incident, report=report.pk, outcome=report.outcome,
        channel=report.channel,
    )  # fmt: skip
    report.save()  # before its card is drawn, which counts it
    report.reply = _answer(report, report.incident, alike, by=by)
    report.save(update_fields=["reply"])
    return report.reply


def _attach(report: Report, number: str, *, by: Member) -> Incident:
    seen = sight.incidents(by).numbered(number).first()
    if seen is None:
        raise Refused(_("There is no incident %(number)s.") % {"number": number}, code="unknown_incident")
    incident = Incident.objects.locked(seen.pk)
    if incident.merged_into_id:
        incident = Incident.objects.locked(incident.merged_into_id)
    check_open(incident.state)
    intake.attach(report, incident, by=by)
    return incident


def _amend(report: Report, filing: Filing, *, by: Member, at: Any) -> dict[str, Any]:
    if filing.digest == report.body_digest or report.amendments.filter(body=filing.body).exists():
        return report.reply or _answer(report, report.incident, [], by=by)
    n = intake.keep_body(report, filing, by=by, at=at)
    if filing.outcome == Outcome.DRAFT:
        # An autosave that was overtaken by the sending: kept, but it does not undo what was sent.
        report.save(update_fields=["body_digest"])
        return {**_answer(report, report.incident, [], by=by), "amendment": n}
    before = intake.state_of(report)
    intake.write_down(report, filing, at=at)
    was = report.outcome
    if was != Outcome.INCIDENT:
        report.outcome = filing.outcome
        if filing.outcome == Outcome.INCIDENT:
            report.incident = intake.open_incident(report, priority=filing.priority, by=by, at=at)
            if filing.dispatch_to and may(by, Can.SEND_DISPATCHES):
                orders.send(report.incident, orders.find_agencies(filing.dispatch_to), by=by, at=at)
    else:
        intake.follow_up(report, before, by=by)
    report.save()
    record("report.amended", by=by, incident=report.incident, report=report.pk, n=n, outcome=report.outcome)
    return {**_answer(report, report.incident, [], by=by), "amendment": n}


def _answer(
    report: Report, incident: Incident | None, alike: list[dict[str, Any]], *, by: Member | None = None
) -> dict[str, Any]:
    """The body of contract.md for a report: what the client may show as saved."""
    card = cards.card_of(incident.pk, by) if incident and by else None
    return {
        "id": str(report.uuid), "number": report.number, "outcome": report.outcome, "incident": card,
        "possible_duplicates": alike, "warnings": report.warnings,
    }  # fmt: skip


@action
def keep_raw(body: bytes, *, why: str, by: Member) -> RawIntake:
    """A report that could not be read is kept octet for octet until a human has read it."""
    require(by, Can.SUBMIT_REPORTS)
    raw = RawIntake.objects.create(body=body, why=why[:200], by=by, received_at=moment.now())
    record("intake.unreadable", by=by, raw=raw.pk, octets=len(body))
    return raw


@action
def settle_raw(raw: RawIntake, *, by: Member) -> RawIntake:
    """A human has read a broken report and done what was needed."""
    require(by, Can.REVIEW_INTAKE)
    raw = RawIntake.objects.select_for_update(of=("self",)).get(pk=raw.pk)
    if raw.settled_at is None:
        raw.settled_at, raw.settled_by = moment.now(), by
        raw.save(update_fields=["settled_at", "settled_by"])
        record("intake.settled", by=by, raw=raw.pk)
    return raw


@action
def take_draft(report: Report, *, by: Member) -> Report:
    """A colleague takes over the draft of a console that went quiet."""
    require(by, Can.TAKE_REPORTS)
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if intake.is_filed(report):
        raise Refused(_("This report has already been filed as %(number)s.") % {"number": report.number})
    if report.taken_by_id != by.pk:
        was, report.taken_by, report.updated_at = report.taken_by, by, moment.now()
        report.save(update_fields=["taken_by", "updated_at"])
        record("report.taken_over", by=by, report=report.pk, member=was)
    return report
