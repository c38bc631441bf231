from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """A kecamatan or kelurahan: a centroid (fact), and a boundary where the operator has loaded one."""

    class Level(models.TextChoices):
        KECAMATAN = "kecamatan", "Kecamatan"
        KELURAHAN = "kelurahan", "Kelurahan"

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lat = models.FloatField(_("latitude"))
    lng = models.FloatField(_("longitude"))
    area_km2 = models.FloatField(_("area (km²)"), null=True, blank=True)
    region = models.CharField(_("region"), max_length=20, blank=True)
    boundary = models.TextField(_("boundary (GeoJSON geometry)"), blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name
