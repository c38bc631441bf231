from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .agency import Agency
from .post import Post


class UnitType(models.TextChoices):
    ENGINE = "engine", _("fire engine")
    RESCUE = "rescue", _("rescue vehicle")
    AMBULANCE = "ambulance", _("ambulance")
    COMMAND = "command", _("command car")
    PATROL = "patrol", _("patrol car")
    MOTORCYCLE = "motorcycle", _("motorcycle")
    TRUCK = "truck", _("truck")
    BOAT = "boat", _("boat")
    SUPPORT = "support", _("support vehicle")


class Unit(models.Model):
    """A crew with its vehicle, known by its call-sign. What it is doing follows from its assignments."""

    callsign = models.CharField(_("call-sign"), max_length=30, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name=_("agency"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="units", null=True, blank=True, verbose_name=_("post"))
    type = models.CharField(_("type"), max_length=20, choices=UnitType, default=UnitType.PATROL)
    on_duty = models.BooleanField(_("on duty"), default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["callsign"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.callsign


class Position(models.Model):
    """The newest known fix of a unit. Written by bulk upsert (dispatch/positions.py), never through the journal."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="position")
    lat = models.FloatField()
    lng = models.FloatField()
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    at = models.DateTimeField(help_text=_("when the fix was taken"))
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.lat:.4f},{self.lng:.4f}"
