"""Who reads which words: classes of fields × privacy level × the reader's relation to the case. One table, one veil."""

from enum import StrEnum
from typing import Any

from .models import Privacy, Report


class Field(StrEnum):
    """Classes of what a report holds (ISO dates and codes of state are nobody's secret and have no class)."""

    PLACE = "place"
    """F1: typed words and pin."""
    WORDS = "words"
    """F2: what was said."""
    CALLER = "caller"
    """F3: name and number, in full."""
    CALLER_MASKED = "caller_masked"
    """F3 with only the end of the number and no name."""
    ANSWERS = "answers"
    """F5: answers to the questions (health, weapons, children)."""


CLASS_OF = {
    "place_text": Field.PLACE, "lat": Field.PLACE, "lng": Field.PLACE, "text": Field.WORDS, "answers": Field.ANSWERS,
    "caller_number": Field.CALLER, "caller_name": Field.CALLER, "safe_to_call_back": Field.CALLER_MASKED,
}  # fmt: skip
"""Every personal field of a report and its class; a test fails when a new text field of Report is missing here."""


class Relation(StrEnum):
    """How a reader stands to an incident."""

    OWN = "own"
    """Took the report."""
    REVEALED = "revealed"
    """Opened the seal with a reason, for half an hour."""
    SUPERVISOR = "supervisor"
    DISPATCHER = "dispatcher"
    TAKER = "taker"
    """Another call-taker of the room."""
    AGENCY = "agency"
    CREW = "crew"
    STUB = "stub"
    """Knows that something is there, so that no unit is booked twice; nothing else."""
    NONE = "none"


F = Field
_ALL = frozenset({F.PLACE, F.WORDS, F.CALLER, F.ANSWERS})
_MASKED = frozenset({F.PLACE, F.WORDS, F.CALLER_MASKED, F.ANSWERS})
_CASE = frozenset({F.PLACE, F.WORDS, F.ANSWERS})
_NOTHING: frozenset[Field] = frozenset()

SEES: dict[Relation, tuple[frozenset[Field], frozenset[Field], frozenset[Field], frozenset[Field]]] = {
    #                      L0       L1       L2       L3
    Relation.OWN:        (_ALL,    _ALL,    _ALL,    _ALL),
    Relation.REVEALED:   (_ALL,    _ALL,    _ALL,    _ALL),
    Relation.SUPERVISOR: (_ALL,    _ALL,    _ALL,    _CASE),
    Relation.DISPATCHER: (_ALL,    _ALL,    _ALL,    _MASKED),
    Relation.TAKER:      (_MASKED, _MASKED, _MASKED, _CASE),
    Relation.AGENCY:     (_ALL,    _ALL,    _ALL,    _CASE),
    Relation.CREW:       (_MASKED, _MASKED, _MASKED, _CASE),
    Relation.STUB:       (_NOTHING,) * 4,
    Relation.NONE:       (_NOTHING,) * 4,
}  # fmt: skip


def fields_for(relation: Relation, level: int) -> frozenset[Field]:
    """The classes of fields this reader sees at this level."""
    return SEES[relation][min(level, Privacy.SEALED)]


def mask(number: str) -> str:
    """A telephone number with only its last three digits: enough to recognise, too little to call."""
    return f"••••{number[-3:]}" if len(number) > 6 else "••••" if number else ""


def veil(report: Report, *, relation: Relation, level: int) -> dict[str, Any]:
    """What this reader may know of a report; what they may not is absent, not blank."""
    sees = fields_for(relation, level)
    shown: dict[str, Any] = {
        "number": report.number,
        "channel": report.channel,
        "outcome": report.outcome,
        "filed_at": report.filed_at,
        "kind": report.kind.code if report.kind else None,
    }
    if F.PLACE in sees:
        shown["place"] = {
            "text": report.place_text, "lat": report.lat, "lng": report.lng, "confidence": report.confidence,
            "source": report.place_source,
        }  # fmt: skip
    if F.WORDS in sees:
        shown["text"] = report.text
    if F.ANSWERS in sees:
        shown["answers"] = report.answers
    if F.CALLER in sees:
        shown["caller"] = {
            "number": report.caller_number, "name": report.caller_name,
            "safe_to_call_back": report.safe_to_call_back,
        }  # fmt: skip
    elif F.CALLER_MASKED in sees:
        shown["caller"] = {"number": mask(report.caller_number), "safe_to_call_back": report.safe_to_call_back}
    return shown
