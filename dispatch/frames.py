"""Frames: everything in an audience's sight between two numbers of the journal."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from agencies.audiences import Audience
from incidents import journal
from incidents.models import Call, Event, Incident

from . import cards, sight
from .cards import iso

TELLS = {"intake.unreadable": ("room", "supervisor"), "incident.revealed": ("supervisor",)}
"""Journal lines that are news by themselves, and to which views."""
LIMIT = 500


@dataclass(slots=True)
class Span:
    """What the journal touched in (after, to], read once for all audiences."""

    after: int
    to: int
    cases: dict[int, sight.Case] = field(default_factory=dict)
    units: set[int] = field(default_factory=set)
    calls: list[dict[str, Any]] = field(default_factory=list)
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read(after: int, to: int | None = None) -> Span:
    """Read the journal after a number (to the head, or as far as LIMIT lines go) and the rows it touched."""
    lines = Event.objects.filter(seq__gt=after).order_by("seq")
    if to is not None:
        lines = lines.filter(seq__lte=to)
    rows = list(lines.values("seq", "name", "at", "incident_id", "unit_id", "call_id", "facts")[:LIMIT])
    span = Span(after, (rows[-1]["seq"] or after) if rows else after)
    touched = {row["incident_id"] for row in rows if row["incident_id"]}
    if touched:
        # What happens to a merged incident shows on the card of the one it was merged into.
        touched |= set(
            Incident.objects.filter(pk__in=touched, merged_into__isnull=False).values_list("merged_into_id", flat=True)
        )
        span.cases = {pk: case for pk, case in cards.load(touched).items() if pk in touched}
    span.units = {row["unit_id"] for row in rows if row["unit_id"]}
    if calls := {row["call_id"] for row in rows if row["call_id"]}:
        span.calls = cards.call_cards(Call.objects.filter(pk__in=calls))
    span.notices = [
        (row["name"], {"what": row["name"], "at": iso(row["at"]), "seq": row["seq"]})
        for row in rows
        if row["name"] in TELLS
    ]
    return span


def draw(span: Span, audience: Audience) -> list[dict[str, Any]]:
    """The changes of a span for one audience."""
    at = timezone.now()
    changes: list[dict[str, Any]] = []
    for pk, case in span.cases.items():
        key = {"type": "incident", "id": f"K-{pk}", "seq": span.to}
        if sight.covers(audience, case, at):
            changes.append({**key, "card": cards.draw(case, audience)})
        elif sight.once_saw(audience, case):
            changes.append({**key, "gone": True})
    if span.units and audience.view in ("room", "supervisor", "agency", "crew"):
        drawn = cards.unit_cards(audience, span.units)
        changes += [{"type": "unit", "id": card["id"], "seq": span.to, "card": card} for card in drawn]
    if audience.view in ("room", "supervisor"):
        changes += [{"type": "call", "id": card["id"], "seq": span.to, "card": card} for card in span.calls]
    for name, card in span.notices:
        if audience.view in TELLS[name]:
            changes.append({"type": "notice", "id": f"{name}.{card['seq']}", "seq": card["seq"], "card": card})
    return changes


def board(audience: Audience, seq: int) -> list[dict[str, Any]]:
    """The whole board of an audience: what is not closed, its units, the calls of the moment."""
    going_on = sight.incidents_of(audience).filter(~Q(state="closed")).order_by("priority", "opened_at")
    drawn = cards.incident_cards(going_on.values_list("pk", flat=True), audience)
    changes = [{"type": "incident", "id": card["number"], "seq": seq, "card": card} for card in drawn]
    units = cards.unit_cards(audience)
    changes += [{"type": "unit", "id": card["id"], "seq": seq, "card": card} for card in units]
    if audience.view in ("room", "supervisor"):
        ringing = cards.call_cards(Call.objects.filter(ended_at=None, answered_at=None).order_by("pk")[:200])
        changes += [{"type": "call", "id": card["id"], "seq": seq, "card": card} for card in ringing]
    return changes


def frame(audience: Audience, after: int, *, epoch: str) -> dict[str, Any]:
    """One frame from a cursor: the whole board for 0, else what changed since (at most LIMIT lines at a time)."""
    if after <= 0:
        head = journal.head()  # read before the rows: a change in between is told again by the next frame
        return whole(epoch, 0, head, board(audience, head))
    span = read(after)
    return whole(epoch, after, span.to, draw(span, audience))


def whole(epoch: str, after: int, to: int, changes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"epoch": epoch, "from": after, "to": to, "changes": list(changes)}


def encode(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
