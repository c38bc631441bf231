"""What the endpoints take: types only; rules stand in the actions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from incidents.models import Confidence, Disposition, PlaceSource, Verification

from ..states import STEPS, AssignmentStatus, DeclineReason
from .door import Request
from .fields import Degrees, Number, Words


class PlaceEdit(serializers.Serializer[Any]):
    text = Words(required=False)
    lat = Degrees(90, required=False, allow_null=True)
    lng = Degrees(180, required=False, allow_null=True)
    confidence = serializers.ChoiceField(Confidence.choices, required=False)
    source = serializers.ChoiceField(PlaceSource.choices, required=False)  # type: ignore[assignment]


class IncidentEdit(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=5, required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    lead_agency = serializers.CharField(max_length=20, required=False)
    lead = serializers.CharField(max_length=20, required=False)
    place = PlaceEdit(required=False)

    def changes(self) -> dict[str, Any]:
        """For incidents.actions.edit: only what was named."""
        said = dict(self.validated_data)
        place = said.pop("place", {})
        if "lead_agency" in said:
            said["lead"] = said.pop("lead_agency")
        names = {"text": "place_text", "source": "place_source"}
        return {**said, **{names.get(name, name): value for name, value in place.items()}}


class NoteBody(serializers.Serializer[Any]):
    text = Words(required=True)


class CloseBody(serializers.Serializer[Any]):
    disposition = serializers.SlugRelatedField(
        slug_field="code", queryset=Disposition.objects.filter(active=True),
        error_messages={"does_not_exist": _("Choose how it ended: see the dispositions in /api/v1/kinds/.")},
    )  # fmt: skip
    note = Words()


class ReasonBody(serializers.Serializer[Any]):
    reason = Words()


class VerifyBody(serializers.Serializer[Any]):
    verification = serializers.ChoiceField(Verification.choices)


class MergeBody(serializers.Serializer[Any]):
    into = serializers.CharField(max_length=30)


class SendBody(serializers.Serializer[Any]):
    agencies = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=60)
    units = serializers.ListField(child=serializers.CharField(max_length=30), required=False, max_length=60)
    reason = Words()


class DeclineBody(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(DeclineReason.choices)
    note = Words()


class FinishBody(serializers.Serializer[Any]):
    note = Words()


class AssignBody(serializers.Serializer[Any]):
    units = serializers.ListField(child=serializers.CharField(max_length=30), max_length=60)
    override = Words(max_length=500)


class StatusBody(serializers.Serializer[Any]):
    status = serializers.ChoiceField([(step, step) for step in (*STEPS, AssignmentStatus.RECALLED)])
    at = serializers.DateTimeField(required=False, allow_null=True)


class DutyBody(serializers.Serializer[Any]):
    on_duty = serializers.BooleanField()


class FixBody(serializers.Serializer[Any]):
    unit = serializers.CharField(max_length=30)
    lat = Degrees(90)
    lng = Degrees(180)
    at = serializers.DateTimeField()
    accuracy_m = Number(required=False, allow_null=True, min_value=0)
    speed_mps = Number(required=False, allow_null=True, min_value=0)
    heading_deg = Number(required=False, allow_null=True, min_value=0, max_value=360)


class CallPlace(serializers.Serializer[Any]):
    lat = Degrees(90)
    lng = Degrees(180)
    accuracy_m = Number(required=False, allow_null=True)


class CallBody(serializers.Serializer[Any]):
    call_id = serializers.CharField(max_length=120)
    event = serializers.ChoiceField(["ringing", "answered", "hangup", "transferred"])
    number = Words(max_length=40, allow_null=True)
    line = Words(max_length=40, allow_null=True)
    at = serializers.DateTimeField(required=False, allow_null=True)
    place = CallPlace(required=False, allow_null=True)


class PointQuery(serializers.Serializer[Any]):
    lat = Degrees(90, required=False)
    lng = Degrees(180, required=False)
    kind = serializers.CharField(max_length=5, required=False, allow_blank=True)


def checked(body: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body as this serializer reads it; raises ValidationError (400)."""
    form = body(data=request.data)
    form.is_valid(raise_exception=True)
    return form.validated_data
