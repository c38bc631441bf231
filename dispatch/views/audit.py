"""The journal for those who watch: who did what, when; no place, no words, no caller."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from agencies.models import Role
from incidents import journal
from incidents.models import Event
from incidents.models.incident import number_to_pk
from incidents.sentences import SENTENCES, sentence

from .door import MemberRequest, page


@page(Role.AUDITOR, Role.SUPERVISOR)
def audit(request: MemberRequest) -> HttpResponse:
    """Newest first, with filters; `?verify=1` checks the whole chain."""
    lines = Event.objects.select_related("actor", "incident", "unit").order_by("-pk")
    wanted = {name: request.GET.get(name, "").strip() for name in ("name", "incident", "member", "day")}
    if wanted["name"]:
        lines = lines.filter(name=wanted["name"])
    if wanted["incident"]:
        lines = lines.filter(incident=number_to_pk(wanted["incident"]))
    if wanted["member"]:
        lines = lines.filter(actor__username=wanted["member"])
    try:
        day = parse_date(wanted["day"]) if wanted["day"] else None
    except ValueError:
        day = None
    if day:
        lines = lines.filter(at__date=day)
    shown = Paginator(lines, 100).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [{"line": line, "sentence": sentence(line)} for line in shown],
        "wanted": wanted,
        "names": sorted(SENTENCES),
        "faults": list(journal.broken_lines()) if request.GET.get("verify") else None,
        "head": journal.head(),
    }
    return render(request, "dispatch/audit.html", context)
