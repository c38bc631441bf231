"""The console of the room: the board, the map and the intake side by side."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from agencies.audiences import audience_of
from agencies.models import Agency, Member, Role
from incidents.models import Area, Channel, Confidence, Kind, Outcome, Report
from incidents.models.kind import Priority

from .. import cards, sight
from ..states import DispatchState
from .door import MemberRequest, page

JUNK = ("ghost", "prank", "information", "wrong_number", "non_emergency", "disconnected", "out_of_area")
"""Outcomes that are one key each: Alt+1 … Alt+7."""
WITHOUT_SCRIPTS = 200
"""How many open incidents the page itself lists; the feed brings the board as soon as scripts run."""


@page(Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR)
def console(request: MemberRequest) -> HttpResponse:
    """The frame of the page; cards come by the feed. What is open is listed here too, for a browser without scripts."""
    labels = dict(Outcome.choices)
    context = {
        "drafts": own_drafts(request.user),
        "open_now": open_now(request.user),
        "agencies": Agency.objects.filter(active=True).order_by("order", "code"),
        "groups": groups(),
        "kecamatan": Area.objects.filter(level=Area.Level.KECAMATAN).order_by("name").values_list("name", flat=True),
        "channels": Channel.choices,
        "confidences": Confidence.choices,
        "priorities": Priority.choices,
        "junk": [{"code": code, "label": labels[code], "key": n} for n, code in enumerate(JUNK, start=1)],
    }
    return render(request, "dispatch/console.html", context)


def own_drafts(member: Member) -> list[dict[str, Any]]:
    """The member's reports that are begun and not sent, newest first, as bodies of contract.md with their number."""
    own = sight.reports(member).filter(outcome=Outcome.DRAFT, taken_by=member).select_related("kind")
    return [_draft(one) for one in own.order_by("-updated_at")[:10]]


def _draft(one: Report) -> dict[str, Any]:
    return {
        "id": str(one.uuid), "number": one.number, "text": one.text, "kind": one.kind.code if one.kind else None,
        "channel": one.channel, "answers": one.answers,
        "place": {
            "text": one.place_text, "lat": one.lat, "lng": one.lng, "confidence": one.confidence,
            "source": one.place_source,
        },
        "caller": {"number": one.caller_number, "name": one.caller_name, "safe_to_call_back": one.safe_to_call_back},
    }  # fmt: skip


def open_now(member: Member) -> list[dict[str, Any]]:
    """The open incidents as this member may see them, by priority and age, with the state of each agency in words."""
    first = sight.incidents(member).filter(state="open").order_by("priority", "opened_at")
    drawn = cards.incident_cards(first.values_list("pk", flat=True)[:WITHOUT_SCRIPTS], audience_of(member))
    names = {kind.code: kind.label for kind in Kind.objects.all()}
    states = dict(DispatchState.choices)
    for card in drawn:
        card["opened"] = datetime.fromisoformat(card["opened_at"])
        card["kind_name"] = names.get(card["kind"], "")
        for dispatch in card["dispatches"]:
            dispatch["words"] = states[dispatch["state"]]
    return drawn


def groups() -> list[dict[str, str]]:
    """The groups of kinds (A medical … I infrastructure) for the filter, in the reader's language."""
    known = {kind.group: kind for kind in Kind.objects.filter(active=True).order_by("-code")}
    english = get_language() == "en"
    return [
        {"code": code, "name": kind.group_name_en if english else kind.group_name}
        for code, kind in sorted(known.items())
    ]
