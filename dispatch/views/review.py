"""What needs a human's eye: reports that could not be read, and drafts that were left."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from agencies.models import Role
from incidents import moment
from incidents.models import Outcome

from .. import sight
from .door import MemberRequest, page

LEFT = timedelta(minutes=2)


@page(Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR)
def review(request: MemberRequest) -> HttpResponse:
    """Oldest first; a settled one is gone from here, never from the database."""
    left = sight.reports(request.user).filter(outcome=Outcome.DRAFT, updated_at__lt=moment.now() - LEFT)
    context = {
        "raw": sight.raw_intake(request.user).filter(settled_at=None).select_related("by")[:100],
        "drafts": left.select_related("taken_by", "kind").order_by("-updated_at")[:50],
    }
    return render(request, "dispatch/review.html", context)
