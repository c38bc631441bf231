"""Units, their duty, their positions; calls of the telephone exchange."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.permissions import Can, require
from incidents.actions import calls

from .. import cards, positions, sight
from ..actions import assignments
from ..positions import Fix
from . import bodies
from .bodies import checked
from .door import Request

MOST = 1000


class UnitsView(APIView):
    """The units in sight with their derived status, position and the time of their fix."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request) -> Response:
        seen = sight.units(request.user).select_related("agency", "post", "position")
        if agency := request.query_params.get("agency"):
            seen = seen.filter(agency__code=agency.upper())
        return Response({"results": cards.draw_units(seen)})


class DutyView(APIView):
    """A crew starts or ends its duty."""

    @extend_schema(request=bodies.DutyBody, responses={200: dict})
    def post(self, request: Request, callsign: str) -> Response:
        require(request.user, Can.SET_DUTY)
        unit = get_object_or_404(sight.units(request.user), callsign=callsign.upper())
        assignments.set_duty(unit, on_duty=checked(bodies.DutyBody, request)["on_duty"], by=request.user)
        fresh = sight.units(request.user).select_related("agency", "post", "position").filter(pk=unit.pk)
        return Response(cards.draw_units(fresh)[0])


class PositionsView(APIView):
    """Up to 1,000 positions; the newest of each unit is kept."""

    @extend_schema(request=bodies.FixBody(many=True), responses={202: dict})
    def post(self, request: Request) -> Response:
        require(request.user, Can.REPORT_POSITIONS)
        rows = request.data
        if not isinstance(rows, list) or len(rows) > MOST:
            raise ValidationError({"body": [_("A list of at most %(n)d positions.") % {"n": MOST}]})
        fixes: list[tuple[int, Fix]] = []
        rejected: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            form = bodies.FixBody(data=row if isinstance(row, dict) else {})
            if form.is_valid():
                said = form.validated_data
                fixes.append((index, Fix(callsign=said.pop("unit").upper(), **said)))
            else:
                rejected.append(
                    {"index": index, "why": _("Unreadable: %(fields)s") % {"fields": ", ".join(form.errors)}}
                )
        accepted, refused = positions.store(fixes, by=request.user)
        rejected = sorted([*rejected, *refused], key=lambda row: row["index"])
        return Response({"accepted": accepted, "rejected": rejected}, status=status.HTTP_202_ACCEPTED)


class CallsView(APIView):
    """What a telephone exchange tells of a call, idempotent on (call_id, event)."""

    @extend_schema(request=bodies.CallBody, responses={200: dict, 201: dict})
    def post(self, request: Request) -> Response:
        require(request.user, Can.REPORT_CALLS)
        said = checked(bodies.CallBody, request)
        place = said.get("place") or {}
        call, news = calls.tell(
            said["call_id"], said["event"], at=said.get("at"), by=request.user, number=said.get("number"),
            line=said.get("line"), lat=place.get("lat"), lng=place.get("lng"), accuracy_m=place.get("accuracy_m"),
        )  # fmt: skip
        answer = {"call_id": call.call_id, "state": call.state}
        return Response(answer, status=status.HTTP_201_CREATED if news else status.HTTP_200_OK)
