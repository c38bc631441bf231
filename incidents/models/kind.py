from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency


class Privacy(models.IntegerChoices):
    """How closed an incident is. L3 shows a stub to everybody without need."""

    OPEN = 0, _("L0 no personal data")
    PERSONAL = 1, _("L1 ordinary personal data")
    SPECIFIC = 2, _("L2 health, child or crime data")
    SEALED = 3, _("L3 sealed")


class Priority(models.IntegerChoices):
    LIFE_AT_RISK = 1, _("Life at risk")
    SERIOUS = 2, _("May become so")
    VISIT = 3, _("Needs a visit")
    HAND_OVER = 4, _("Hand over")


class Named(models.Model):
    """Names that are data: Indonesian and English, shown in the reader's language."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Kind(Named):
    """A kind of incident (A01 … I07): who leads, who supports, how urgent, how private, what to ask."""

    code = models.CharField(_("code"), max_length=5, unique=True)
    group = models.CharField(_("group"), max_length=2)
    group_name = models.CharField(_("name of the group"), max_length=80, default="")
    group_name_en = models.CharField(_("name of the group in English"), max_length=80, default="")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority)
    privacy = models.PositiveSmallIntegerField(_("privacy"), choices=Privacy)
    lead = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("leading agency"))
    supports = models.ManyToManyField(Agency, through="KindAgency", related_name="+", verbose_name=_("supporting"))
    words = models.JSONField(_("words people use for it"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name = _("kind of incident")
        verbose_name_plural = _("kinds of incident")

    def __str__(self) -> str:
        return self.code

    def agency_codes(self) -> list[str]:
        """The agencies of this kind, the leading one first."""
        return [self.lead.code, *(row.agency.code for row in self.kindagency_set.all())]


class KindAgency(models.Model):
    """A supporting agency of a kind, in the order in which they are usually sent."""

    kind = models.ForeignKey(Kind, models.CASCADE)
    agency = models.ForeignKey(Agency, models.PROTECT)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "order"]
        constraints = [models.UniqueConstraint(fields=["kind", "agency"], name="one_support_per_agency")]

    def __str__(self) -> str:
        return f"{self.kind} + {self.agency}"


class Question(models.Model):
    """A question the call-taker asks: always (no kind), or for one kind."""

    class Answer(models.TextChoices):
        TEXT = "text", _("words")
        YES_NO = "yes_no", _("yes or no")
        NUMBER = "number", _("number")
        CHOICE = "choice", _("choice")

    kind = models.ForeignKey(Kind, models.CASCADE, null=True, blank=True, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    code = models.SlugField(_("code"))
    text = models.CharField(_("question"), max_length=200)
    text_en = models.CharField(_("question in English"), max_length=200)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "order"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="one_question_per_code", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.code}"


class Disposition(Named):
    """How an incident ended."""

    code = models.SlugField(_("code"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    FALSE_REPORT = "false_report"

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("disposition")
        verbose_name_plural = _("dispositions")

    def __str__(self) -> str:
        return self.code
