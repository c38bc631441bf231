"""A line of the journal in words, in the reader's language. It keeps codes; the words are made when it is read."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Rung

from .models import Disposition, Event, Kind, Outcome, Verification

SENTENCES: dict[str, Any] = {
    "report.filed": _("Report L-%(report)s filed: %(outcome)s."),
    "report.amended": _("Report L-%(report)s was added to (%(n)s)."),
    "report.attached": _("Report L-%(report)s was attached: one more caller."),
    "report.taken_over": _("The draft of report L-%(report)s was taken over."),
    "incident.opened": _("Opened as %(kind)s, P%(priority)s."),
    "incident.edited": _("Changed: %(fields)s.%(moves)s"),
    "incident.closed": _("Closed: %(disposition)s."),
    "incident.reopened": _("Opened again."),
    "incident.merged": _("Merged into %(into)s."),
    "incident.gained": _("%(merged)s was merged into this one."),
    "incident.unmerged": _("Separated from %(into)s again."),
    "incident.lost": _("%(merged)s was separated again."),
    "incident.verified": _("Verification: %(verification)s."),
    "incident.revealed": _("The seal was opened, with a reason."),
    "note.added": _("A note was written."),
    "dispatch.sent": _("%(agency)s was sent the incident."),
    "dispatch.seen": _("%(agency)s has it on its screen."),
    "dispatch.accepted": _("%(agency)s accepted."),
    "dispatch.declined": _("%(agency)s declined: %(reason)s."),
    "dispatch.done": _("%(agency)s has done its part."),
    "dispatch.cancelled": _("%(agency)s was called back."),
    "dispatch.held": _("A supervisor took over the dispatch of %(agency)s."),
    "dispatch.rang": _("%(agency)s has not answered: ring %(step)s, %(rung)s."),
    "dispatch.settled": _("The declining by %(agency)s was dealt with."),
    "assignment.assigned": _("%(callsign)s was assigned."),
    "assignment.en_route": _("%(callsign)s is en route."),
    "assignment.on_scene": _("%(callsign)s is on scene."),
    "assignment.to_destination": _("%(callsign)s is on the way to the hospital."),
    "assignment.at_destination": _("%(callsign)s is at the hospital."),
    "assignment.clear": _("%(callsign)s is clear."),
    "assignment.recalled": _("%(callsign)s was recalled."),
    "unit.on_duty": _("%(callsign)s is on duty."),
    "unit.off_duty": _("%(callsign)s is off duty."),
    "intake.unreadable": _("A report that could not be read was kept (%(raw)s, %(octets)s octets)."),
    "intake.settled": _("The unreadable report %(raw)s was worked off."),
    "call.ringing": _("A call is ringing."),
    "call.answered": _("The call was answered."),
    "call.hangup": _("The call ended."),
    "call.transferred": _("The call was transferred."),
}
"""Every name that is recorded has its sentence here (a test compares)."""

REASONS = {
    "busy": _("busy"), "not_ours": _("not ours"), "need_other_agency": _("need another agency"),
    "out_of_area": _("out of area"), "other": _("other"),
}  # fmt: skip
"""The decline reasons in words; dispatch.states.DeclineReason has the same codes (a test compares)."""

FIELDS = {
    "kind": _("kind"), "priority": _("priority"), "lead": _("leading agency"), "privacy": _("privacy"),
    "place_text": _("place"), "lat": _("pin"), "lng": _("pin"), "confidence": _("confidence of the place"),
    "place_source": _("source of the place"), "kelurahan": _("kelurahan"), "kecamatan": _("kecamatan"),
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
        return gettext("not known yet") if name == "kind" else "–"
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
