"""A line of the journal in words, in the reader's language. The journal keeps codes; the words are made when it is read."""

from typing import Any

from agencies.models import Rung
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Disposition, Event, Kind, Outcome, Verification

L = gettext_lazy

SENTENCES: dict[str, Any] = {
    "report.filed": L("Report L-%(report)s filed: %(outcome)s."),
    "report.amended": L("Report L-%(report)s was added to (%(n)s)."),
    "report.attached": L("Report L-%(report)s was attached: one more caller."),
    "report.taken_over": L("The draft of report L-%(report)s was taken over."),
    "incident.opened": L("Opened as %(kind)s, P%(priority)s."),
    "incident.edited": L("Changed: %(fields)s.%(moves)s"),
    "incident.closed": L("Closed: %(disposition)s."),
    "incident.reopened": L("Opened again."),
    "incident.merged": L("Merged into %(into)s."),
    "incident.gained": L("%(merged)s was merged into this one."),
    "incident.unmerged": L("Separated from %(into)s again."),
    "incident.lost": L("%(merged)s was separated again."),
    "incident.verified": L("Verification: %(verification)s."),
    "incident.revealed": L("The seal was opened, with a reason."),
    "note.added": L("A note was written."),
    "dispatch.sent": L("%(agency)s was sent the incident."),
    "dispatch.seen": L("%(agency)s has it on its screen."),
    "dispatch.accepted": L("%(agency)s accepted."),
    "dispatch.declined": L("%(agency)s declined: %(reason)s."),
    "dispatch.done": L("%(agency)s has done its part."),
    "dispatch.cancelled": L("%(agency)s was called back."),
    "dispatch.held": L("A supervisor took over the dispatch of %(agency)s."),
    "dispatch.rang": L("%(agency)s has not answered: ring %(step)s, %(rung)s."),
    "dispatch.settled": L("The declining by %(agency)s was dealt with."),
    "assignment.assigned": L("%(callsign)s was assigned."),
    "assignment.en_route": L("%(callsign)s is en route."),
    "assignment.on_scene": L("%(callsign)s is on scene."),
    "assignment.to_destination": L("%(callsign)s is on the way to the hospital."),
    "assignment.at_destination": L("%(callsign)s is at the hospital."),
    "assignment.clear": L("%(callsign)s is clear."),
    "assignment.recalled": L("%(callsign)s was recalled."),
    "unit.on_duty": L("%(callsign)s is on duty."),
    "unit.off_duty": L("%(callsign)s is off duty."),
    "intake.unreadable": L("A report that could not be read was kept (%(raw)s, %(octets)s octets)."),
    "intake.settled": L("The unreadable report %(raw)s was worked off."),
    "call.ringing": L("A call is ringing."),
    "call.answered": L("The call was answered."),
    "call.hangup": L("The call ended."),
    "call.transferred": L("The call was transferred."),
}
"""Every name that is recorded has its sentence here (a test compares)."""

REASONS = {
    "busy": L("busy"), "not_ours": L("not ours"), "need_other_agency": L("need another agency"),
    "out_of_area": L("out of area"), "other": L("other"),
}  # fmt: skip
"""The decline reasons in words; dispatch.states.DeclineReason has the same codes (a test compares)."""

FIELDS = {
    "kind": L("kind"), "priority": L("priority"), "lead": L("leading agency"), "privacy": L("privacy"),
    "place_text": L("place"), "lat": L("pin"), "lng": L("pin"), "confidence": L("confidence of the place"),
    "place_source": L("source of the place"), "kelurahan": L("kelurahan"), "kecamatan": L("kecamatan"),
}  # fmt: skip


def sentence(event: Event) -> str:
    """The line in words; a line of an unknown name shows its name, so that nothing is ever missing."""
    words = SENTENCES.get(event.name)
    if words is None:
        return event.name
    facts = {name: _word(name, value) for name, value in event.facts.items()}
    if event.name == "incident.edited":
        facts |= _moves(event.facts)
    try:
        return str(words) % facts
    except KeyError:
        return f"{event.name} {event.facts}"


def _word(name: str, value: Any) -> Any:
    if value is None:
        return _("not known yet") if name == "kind" else "–"
    match name:
        case "kind":
            kind = Kind.objects.filter(code=value).first()
            return f"{value} {kind.label}" if kind else value
        case "outcome":
            return Outcome(value).label if value in Outcome.values else value
        case "disposition":
            how = Disposition.objects.filter(code=value).first()
            return how.label if how else value
        case "verification" | "was" if value in Verification.values:
            return Verification(value).label
        case "rung":
            return Rung(value).label if value in Rung.values else value
        case "reason":
            return REASONS.get(value, value)
    return value


def _moves(facts: dict[str, Any]) -> dict[str, str]:
    named = dict.fromkeys(str(FIELDS.get(name, name)) for name in facts.get("fields", []))
    moves = [
        f" {FIELDS[name]}: {_word(name, facts[name][0])} → {_word(name, facts[name][1])}."
        for name in ("kind", "priority")
        if isinstance(facts.get(name), list)
    ]
    return {"fields": ", ".join(named), "moves": "".join(moves)}
