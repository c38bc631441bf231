"""The figures of the shift, as a page and as JSON for the wall."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from agencies.models import Role
from incidents import moment
from incidents.models import Outcome

from .. import figures as counted
from .door import MemberRequest, page


@page(Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR)
def figures(request: MemberRequest) -> HttpResponse:
    """Counts with their base; `?format=json` gives the strip of the wall."""
    found = counted.of_shift(moment.now())
    if request.GET.get("format") == "json":
        names = ("open", "unanswered", "overdue", "unread", "units_out", "units_free", "reports")
        return JsonResponse({**{name: found[name] for name in names}, "accept_median_s": found["accept"].median_s})
    outcomes = [(Outcome(code).label, n) for code, n in sorted(found["outcomes"].items(), key=lambda row: -row[1])]
    return render(request, "dispatch/figures.html", {"figures": found, "outcomes": outcomes})
