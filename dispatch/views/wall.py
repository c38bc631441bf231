"""The supervisor's wall: the live map, and what needs a human first."""

from django.http import HttpResponse
from django.shortcuts import render

from agencies.models import Agency, Role

from .door import MemberRequest, page


@page(Role.SUPERVISOR, Role.DISPATCHER)
def wall(request: MemberRequest) -> HttpResponse:
    """The frame of the wall; everything on it comes by the feed and the figures."""
    return render(request, "dispatch/wall.html", {"agencies": Agency.objects.filter(active=True)})
