from django.db import models
from django.utils.translation import gettext_lazy as _

from .area import Area


class Confidence(models.TextChoices):
    EXACT = "exact", _("exact")
    STREET = "street", _("street")
    AREA = "area", _("area")
    GUESS = "guess", _("guess")
    UNKNOWN = "unknown", _("unknown")


class PlaceSource(models.TextChoices):
    MAP = "map", _("map")
    GAZETTEER = "gazetteer", _("list of places")
    CALLER_LINK = "caller_link", _("caller's own position")
    AML = "aml", "AML"
    MANUAL = "manual", _("typed")


class Placed(models.Model):
    """Where: the typed words, never replaced, and beside them a pin (WGS84 degrees) and how sure it is."""

    place_text = models.TextField(_("place"), blank=True)
    lat = models.FloatField(null=True, blank=True)
    lng = models.FloatField(null=True, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.UNKNOWN)
    place_source = models.CharField(max_length=12, choices=PlaceSource, blank=True)
    kelurahan = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    kecamatan = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")

    PLACE_FIELDS = ("place_text", "lat", "lng", "confidence", "place_source", "kelurahan", "kecamatan")

    class Meta:
        abstract = True


class Place(models.Model):
    """A named point that people say instead of an address: hospital, posko, landmark, street."""

    name = models.CharField(_("name"), max_length=160)
    category = models.SlugField(_("category"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude"))
    lng = models.FloatField(_("longitude"))
    approximate = models.BooleanField(_("position is approximate"), default=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [models.UniqueConstraint(fields=["category", "name"], name="one_place_per_name")]

    def __str__(self) -> str:
        return self.name
