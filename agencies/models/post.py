from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .agency import Agency


class Post(models.Model):
    """A place (posko, fire station, headquarters) from which units leave. WGS84 degrees."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts", verbose_name=_("agency"))
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, default="station")
    lat = models.FloatField(_("latitude"))
    lng = models.FloatField(_("longitude"))
    approximate = models.BooleanField(_("position is approximate"), default=True)
    active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["agency", "name"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self) -> str:
        return self.name
