"""The feed by plain HTTP, for clients that cannot hold a socket: one frame."""

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.audiences import NOBODY, audience_of
from incidents import journal

from .. import frames
from .door import Request


class FeedView(APIView):
    """Everything in sight after a number; `after=0`, an unknown epoch or a number from the future give the board."""

    @extend_schema(parameters=[OpenApiParameter("after", int), OpenApiParameter("epoch", str)], responses={200: dict})
    def get(self, request: Request) -> Response:
        audience = audience_of(request.user)
        if audience == NOBODY:
            raise PermissionDenied
        text = request.query_params.get("after", "0")
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise ValidationError({"after": ["0, 1, 2 …"]})
        after, epoch = int(text), journal.epoch()
        if request.query_params.get("epoch", epoch) != epoch or after > journal.head():
            after = 0
        return Response(frames.frame(audience, after, epoch=epoch))
