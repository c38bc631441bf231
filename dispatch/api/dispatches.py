"""Dispatches and assignments in the API: each POST is one action."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.permissions import Can, require

from .. import cards, sight
from ..actions import assignments, dispatches
from ..models import Assignment, Dispatch
from . import bodies
from .bodies import checked
from .door import Request


def shown(dispatch: Dispatch) -> dict[str, Any]:
    """The dispatch as it stands on its incident's card."""
    case = cards.load([dispatch.incident_id])[dispatch.incident_id]
    row = next(row for row in case.dispatches if row["pk"] == dispatch.pk)
    return {**cards.draw_dispatch(row, case.assignments), "incident": f"K-{dispatch.incident_id}"}


def worked(assignment: Assignment) -> dict[str, Any]:
    """A unit's work with all its stamps; a step nobody reported is null."""
    stamps = ("assigned", "en_route", "on_scene", "to_destination", "at_destination", "clear", "recalled")
    return {
        "id": assignment.pk,
        "unit": assignment.unit.callsign,
        "incident": f"K-{assignment.incident_id}",
        "dispatch": assignment.dispatch_id,
        "status": assignment.status,
        **{f"{name}_at": cards.iso(getattr(assignment, f"{name}_at")) for name in stamps},
    }


class DispatchAct(APIView):
    """One thing done to a dispatch in sight."""

    body: type[Any] | None = None
    right = Can.ANSWER_DISPATCHES

    def do(self, dispatch: Dispatch, said: dict[str, Any], request: Request) -> None:
        """Call the action; each act says which."""

    def post(self, request: Request, pk: int) -> Response:
        require(request.user, self.right)
        dispatch = get_object_or_404(sight.dispatches(request.user), pk=pk)
        self.do(dispatch, checked(self.body, request) if self.body else {}, request)
        return Response(shown(dispatch))


@extend_schema(request=None, responses={200: dict})
class AcceptView(DispatchAct):
    """The agency takes the job."""

    def do(self, dispatch: Dispatch, said: dict[str, Any], request: Request) -> None:
        dispatches.accept(dispatch, by=request.user)


@extend_schema(request=bodies.DeclineBody, responses={200: dict})
class DeclineView(DispatchAct):
    """The agency does not take it: busy, not_ours, need_other_agency, out_of_area or other (with a note)."""

    body = bodies.DeclineBody

    def do(self, dispatch: Dispatch, said: dict[str, Any], request: Request) -> None:
        dispatches.decline(dispatch, reason=said["reason"], words=said.get("note", ""), by=request.user)


@extend_schema(request=None, responses={200: dict})
class SeenView(DispatchAct):
    """The desk has it on its screen."""

    def do(self, dispatch: Dispatch, said: dict[str, Any], request: Request) -> None:
        dispatches.see(dispatch, by=request.user)


@extend_schema(request=bodies.FinishBody, responses={200: dict})
class FinishView(DispatchAct):
    """The agency has done its part and reports back."""

    body = bodies.FinishBody

    def do(self, dispatch: Dispatch, said: dict[str, Any], request: Request) -> None:
        dispatches.finish(dispatch, words=said.get("note", ""), by=request.user)


@extend_schema(request=bodies.ReasonBody, responses={200: dict})
class CancelView(DispatchAct):
    """The room calls the order back."""

    body, right = bodies.ReasonBody, Can.SEND_DISPATCHES

    def do(self, dispatch: Dispatch, said: dict[str, Any], request: Request) -> None:
        dispatches.cancel(dispatch, reason=said.get("reason", ""), by=request.user)


class AssignView(APIView):
    """Put units on the job; assigning accepts."""

    @extend_schema(request=bodies.AssignBody, responses={201: dict})
    def post(self, request: Request, pk: int) -> Response:
        require(request.user, Can.ANSWER_DISPATCHES)
        dispatch = get_object_or_404(sight.dispatches(request.user), pk=pk)
        said = checked(bodies.AssignBody, request)
        made = assignments.assign(dispatch, said["units"], override=said.get("override", ""), by=request.user)
        return Response(
            {"assignments": [worked(one) for one in made], "dispatch": shown(dispatch)}, status=status.HTTP_201_CREATED
        )


class StatusView(APIView):
    """A unit has got one step further."""

    @extend_schema(request=bodies.StatusBody, responses={200: dict})
    def post(self, request: Request, pk: int) -> Response:
        require(request.user, Can.WORK_ASSIGNMENTS)
        assignment = get_object_or_404(sight.assignments(request.user), pk=pk)
        said = checked(bodies.StatusBody, request)
        return Response(
            worked(assignments.report_status(assignment, said["status"], at=said.get("at"), by=request.user))
        )
