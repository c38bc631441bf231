"""The page of one incident, for everybody who may see it, and its printed form."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from agencies.audiences import Audience, audience_of
from agencies.models import Agency, Role
from agencies.permissions import Can, may
from incidents import moment
from incidents.models import Confidence, Disposition, Incident, Kind, Question, Report, Verification
from incidents.models.kind import Priority
from incidents.privacy import Field, Relation, fields_for, veil
from incidents.sentences import sentence

from .. import sight
from ..models import Assignment, Dispatch
from ..recommend import recommend
from ..states import ENDED
from .door import MemberRequest

WARNINGS = ("outside_city", "odd_time", "nul_removed")


@never_cache
def incident(request: MemberRequest, number: str) -> HttpResponse:
    """Everything the reader may know and do about one incident; `?part=live` is only what changes by itself."""
    context = known(request, sight.incident_or_404(request.user, number))
    template = "dispatch/_incident_live.html" if request.GET.get("part") == "live" else "dispatch/incident.html"
    return render(request, template, context)


@never_cache
def incident_print(request: MemberRequest, number: str) -> HttpResponse:
    """On paper: what this reader may see, with who printed it and when."""
    context = known(request, sight.incident_or_404(request.user, number))
    return render(request, "dispatch/incident_print.html", {**context, "printed_at": timezone.now()})


def known(request: MemberRequest, incident: Incident) -> dict[str, Any]:
    """The context of page and print."""
    member = request.user
    related = sight.relation(member, incident)
    sees = fields_for(related, incident.privacy)
    stub = related == Relation.STUB
    family = [incident.pk, *incident.merged.values_list("pk", flat=True)]
    lines = incident.events.select_related("actor").order_by("pk")
    context: dict[str, Any] = {
        "incident": incident,
        "stub": stub,
        "bare": related == Relation.NONE,
        "sees_place": Field.PLACE in sees,
        "sees_words": Field.WORDS in sees,
        "dispatches": _dispatches(family),
        "timeline": [
            {"at": line.at, "by": line.actor, "sentence": sentence(line), "name": line.name} for line in lines
        ],
        "merged": incident.merged.all() if not stub else [],
        "can": _rights(request, incident, stub),
    }
    if sees:
        reports = Report.objects.filter(incident__in=family).select_related("kind").order_by("filed_at")
        context["reports"] = [
            {**veil(one, relation=related, level=incident.privacy), "answered": _answers(one), "odd": one.warnings}
            for one in reports
        ]
    if Field.WORDS in sees:
        context["notes"] = incident.notes.select_related("by", "agency")
    if not stub and may(member, Can.SEND_DISPATCHES) and incident.state == "open":
        context["recommendation"] = recommend(incident, at=moment.now())
        live = set(incident.dispatches.exclude(state__in=ENDED).values_list("agency__code", flat=True))
        context["not_sent"] = [one for one in _by_kind(incident.kind) if one.code not in live]
    if not stub:
        context |= {
            "kinds": Kind.objects.filter(active=True),
            "priorities": Priority.choices,
            "confidences": Confidence.choices,
            "verifications": Verification.choices,
            "dispositions": Disposition.objects.filter(active=True),
        }
    return context


def _rights(request: MemberRequest, incident: Incident, stub: bool) -> dict[str, bool]:
    member = request.user
    is_open = incident.state == "open"
    audience = audience_of(member)
    room = isinstance(audience, Audience) and audience.view in ("room", "supervisor")
    return {
        "edit": not stub and is_open and may(member, Can.EDIT_INCIDENTS),
        "note": not stub and may(member, Can.WRITE_NOTES),
        "send": not stub and is_open and may(member, Can.SEND_DISPATCHES),
        "close": not stub and is_open and may(member, Can.CLOSE_INCIDENTS),
        "declare_false": may(member, Can.DECLARE_FALSE),
        "reopen": not stub and incident.state == "closed" and may(member, Can.CLOSE_INCIDENTS),
        "merge": not stub and is_open and may(member, Can.MERGE_INCIDENTS),
        "unmerge": not stub and incident.state == "merged" and may(member, Can.MERGE_INCIDENTS),
        "verify": not stub and is_open and may(member, Can.VERIFY_INCIDENTS),
        "supervise": not stub and may(member, Can.SUPERVISE),
        "reveal": incident.sealed and room and may(member, Can.REVEAL_SEALED),
        "map": member.role != Role.AUDITOR and not stub,
    }


def _dispatches(family: list[int]) -> list[dict[str, Any]]:
    """Each order with its six stamps (None where nobody reported) and its units with theirs."""
    orders = Dispatch.objects.filter(incident__in=family).select_related("agency").order_by("sent_at", "pk")
    work = Assignment.objects.filter(incident__in=family).select_related("unit").order_by("assigned_at")
    return [
        {
            "dispatch": one,
            "overdue": one.overdue,
            "stamps": [one.sent_at, one.seen_at, one.accepted_at, one.en_route_at, one.on_scene_at, one.done_at],
            "units": [job for job in work if job.dispatch_id == one.pk],
        }
        for one in orders
    ]


def _answers(report: Report) -> list[tuple[str, str]]:
    """Questions and answers in words; a question that no longer exists shows its code."""
    english = get_language() == "en"
    asked = {q.code: q for q in Question.objects.filter(kind=report.kind_id)} if report.kind_id else {}
    asked = {**{q.code: q for q in Question.objects.filter(kind=None)}, **asked}
    rows = []
    for code, answer in report.answers.items():
        question = asked.get(code)
        words = str(answer)
        if question:
            for choice in question.choices:
                if choice["code"] == answer:
                    words = choice["text_en"] if english else choice["text"]
        rows.append(((question.text_en if english else question.text) if question else code, words))
    return rows


def _by_kind(kind: Kind | None) -> list[Agency]:
    """All agencies, those of the kind first."""
    first = kind.agency_codes() if kind else []
    known = list(Agency.objects.filter(active=True))
    return sorted(known, key=lambda one: (first.index(one.code) if one.code in first else 99, one.order))
