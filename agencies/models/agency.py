from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Agency(models.Model):
    """One of the bodies that answer: a seat in the room, or a partner reached by phone, radio or its own desk."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    in_room = models.BooleanField(_("has a seat in the room"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    status_words = models.JSONField(
        _("own words for statuses"),
        default=dict,
        blank=True,
        help_text=_('What this agency says for a canonical status: {"en_route": {"id": "Meluncur", "en": "Rolling"}}'),
    )
    coordinates = models.BooleanField(
        _("takes what has no kind yet"), default=False, help_text=_("Goes first to look when nobody knows what it is.")
    )
    active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """The full name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name

    def words(self) -> dict[str, str]:
        """The agency's own words in the reader's language, by canonical status."""
        language = "en" if get_language() == "en" else "id"
        return {status: names[language] for status, names in self.status_words.items() if names.get(language)}
