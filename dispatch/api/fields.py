"""Fields of bodies that every endpoint checks alike."""

import math
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

LONGEST = 200_000


class Words(serializers.CharField):
    """What a person typed: any length a person can type, blank allowed, NUL taken out (PostgreSQL can't keep it)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "allow_blank": True, "max_length": LONGEST, "trim_whitespace": False, **kwargs}
        )
        # DRF's own check refuses NUL; losing the whole report for it would be worse than losing the NUL.
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).replace("\x00", "").encode("utf-8", "replace").decode()


class Degrees(serializers.FloatField):
    """A latitude or longitude in degrees; not NaN, not infinite."""

    def __init__(self, limit: float, **kwargs: Any) -> None:
        super().__init__(min_value=-limit, max_value=limit, **kwargs)

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool):
            self.fail("invalid")
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            raise serializers.ValidationError(_("This is no coordinate."))
        return value


class Number(serializers.FloatField):
    """A finite number."""

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            raise serializers.ValidationError(_("This is no number."))
        return value
