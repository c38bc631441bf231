"""POST /api/v1/reports/: the door of intake. What can't be read is kept for a human and answered with 400."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.permissions import Can, require
from incidents.intake import Filing
from incidents.models import Channel, Confidence, Kind, Outcome, PlaceSource

from ..actions import intake
from .door import Request
from .errors import shape
from .fields import Degrees, Words


class CallerBody(serializers.Serializer[Any]):
    number = Words(max_length=40)
    name = Words(max_length=120)
    safe_to_call_back = serializers.BooleanField(required=False, allow_null=True)


class PlaceBody(serializers.Serializer[Any]):
    text = Words()
    lat = Degrees(90, required=False, allow_null=True)
    lng = Degrees(180, required=False, allow_null=True)
    confidence = serializers.ChoiceField(Confidence.choices, required=False)
    source = serializers.ChoiceField([("", ""), *PlaceSource.choices], required=False, allow_blank=True)  # type: ignore[assignment]

    def validate(self, place: dict[str, Any]) -> dict[str, Any]:
        if (place.get("lat") is None) != (place.get("lng") is None):
            raise serializers.ValidationError(gettext_lazy("A pin needs both latitude and longitude."))
        return place


class ReportBody(serializers.Serializer[Any]):
    """A report as contract.md has it; only `id` and `outcome` are required."""

    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(Outcome.choices)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    caller = CallerBody(required=False, allow_null=True)
    text = Words(allow_null=True)
    kind = serializers.SlugRelatedField(
        slug_field="code", queryset=Kind.objects.select_related("lead"), required=False, allow_null=True
    )
    occurred_at = serializers.DateTimeField(required=False, allow_null=True)
    place = PlaceBody(required=False, allow_null=True)
    answers = serializers.DictField(required=False, allow_null=True)
    attach_to = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=30)
    dispatch_to = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=40)
    priority = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=4)


class ReportAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    outcome = serializers.CharField()
    incident = serializers.DictField(allow_null=True)
    possible_duplicates = serializers.ListField(child=serializers.DictField())


class ReportsView(APIView):
    """File a report, a draft or a correction, once or as often as the network needs."""

    @extend_schema(request=ReportBody, responses={201: ReportAnswer, 200: ReportAnswer})
    def post(self, request: Request) -> Response:
        require(request.user, Can.SUBMIT_REPORTS)
        try:
            raw = request._request.body
        except RequestDataTooBig:
            begun = request._request.read(64 * 1024)
            return _kept(begun, request, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, _("The report is too large."), {})
        try:
            body = json.loads(raw)
            if not isinstance(body, dict):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            return _kept(raw, request, status.HTTP_400_BAD_REQUEST, _("This is not a JSON report."), {})
        checked = ReportBody(data=body)
        if not checked.is_valid():
            message = _("Something in it can't be read: see the fields. What you sent has been kept.")
            return _kept(raw, request, status.HTTP_400_BAD_REQUEST, message, checked.errors)
        answer, new = intake.file_report(_filing(checked.validated_data, body), by=request.user)
        return Response(answer, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)


def _kept(raw: bytes, request: Request, code: int, message: str, fields: dict[str, Any]) -> Response:
    kept = intake.keep_raw(raw, why=", ".join(sorted(fields)) or "unreadable", by=request.user)
    answer = shape("malformed", message, fields)
    return Response({**answer, "kept": kept.pk}, status=code)


def _filing(known: dict[str, Any], body: dict[str, Any]) -> Filing:
    caller, place = known.get("caller") or {}, known.get("place") or {}
    plain = json.dumps(body)
    clean = json.loads(plain.replace("\\u0000", "")) if "\\u0000" in plain else body
    answers = clean.get("answers")
    return Filing(
        uuid=known["id"], outcome=known["outcome"], body=_writable(clean), channel=known.get("channel", Channel.CALL),
        text=known.get("text") or "", kind=known.get("kind"), caller_number=caller.get("number") or "",
        caller_name=caller.get("name") or "", safe_to_call_back=caller.get("safe_to_call_back"),
        occurred_at=known.get("occurred_at"), place_text=place.get("text") or "", lat=place.get("lat"),
        lng=place.get("lng"), confidence=place.get("confidence", Confidence.UNKNOWN),
        place_source=place.get("source", ""), answers=_writable(answers) if isinstance(answers, dict) else {},
        attach_to=known.get("attach_to") or "", dispatch_to=known.get("dispatch_to", []),
        priority=known.get("priority"), warnings=["nul_removed"] if clean is not body else [],
    )  # fmt: skip


def _writable(value: Any) -> Any:
    """The same JSON without what a database can't keep: lone surrogates become a question mark."""
    plain = json.dumps(value, ensure_ascii=False, allow_nan=True)
    safe = plain.encode("utf-8", "replace").decode()
    # NaN and Infinity are no JSON, but Python reads them: kept as null.
    return json.loads(safe, parse_constant=lambda _: None)
