"""The console of the room: the board beside the intake."""

from django.http import HttpResponse
from django.shortcuts import render

from agencies.models import Role
from incidents.models import Channel, Confidence, Outcome
from incidents.models.kind import Priority

from .. import sight
from .door import MemberRequest, page

JUNK = ("ghost", "prank", "information", "wrong_number", "non_emergency", "disconnected", "out_of_area")
"""Outcomes that are one key each: Alt+1 … Alt+7."""


@page(Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR)
def console(request: MemberRequest) -> HttpResponse:
    """The frame; cards come by the feed. The open incidents are listed here too, for a browser without scripts."""
    own = sight.reports(request.user).filter(outcome=Outcome.DRAFT, taken_by=request.user)
    open_now = sight.incidents(request.user).filter(state="open").select_related("kind", "kecamatan")
    labels = dict(Outcome.choices)
    drafts = [
        {
            "id": str(one.uuid), "number": one.number, "text": one.text, "kind": one.kind.code if one.kind else None,
            "channel": one.channel, "answers": one.answers,
            "place": {
                "text": one.place_text, "lat": one.lat, "lng": one.lng, "confidence": one.confidence,
                "source": one.place_source,
            },
            "caller": {
                "number": one.caller_number, "name": one.caller_name, "safe_to_call_back": one.safe_to_call_back,
            },
        }
        for one in own.select_related("kind").order_by("-updated_at")[:10]
    ]  # fmt: skip
    context = {
        "drafts": drafts,
        "open_now": open_now.order_by("priority", "opened_at")[:200],
        "channels": Channel.choices,
        "confidences": Confidence.choices,
        "priorities": Priority.choices,
        "junk": [{"code": code, "label": labels[code], "key": n} for n, code in enumerate(JUNK, start=1)],
    }
    return render(request, "dispatch/console.html", context)
