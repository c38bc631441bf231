from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Member

from .call import Call
from .incident import Incident
from .kind import Kind
from .place import Placed


class Channel(models.TextChoices):
    CALL = "call", _("telephone")
    RADIO = "radio", _("radio")
    WHATSAPP = "whatsapp", "WhatsApp"
    CCTV = "cctv", "CCTV"
    WALK_IN = "walk_in", _("walk-in")
    APP = "app", _("app")
    PARTNER = "partner", _("partner")
    MEDIA = "media", _("media")


class Outcome(models.TextChoices):
    DRAFT = "draft", _("draft")
    INCIDENT = "incident", _("incident")
    GHOST = "ghost", _("ghost call")
    PRANK = "prank", _("prank")
    INFORMATION = "information", _("information")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    NON_EMERGENCY = "non_emergency", _("non-emergency")
    DISCONNECTED = "disconnected", _("disconnected")
    OUT_OF_AREA = "out_of_area", _("out of area")


class Report(Placed):
    """What one person told us, in their words. The only home of the caller's name and number."""

    uuid = models.UUIDField(unique=True, editable=False)
    """Made by the client before the first keystroke, so that sending twice stores once."""
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.CALL)
    outcome = models.CharField(max_length=15, choices=Outcome, default=Outcome.DRAFT)
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    caller_number = models.CharField(max_length=40, blank=True)
    caller_name = models.CharField(max_length=120, blank=True)
    safe_to_call_back = models.BooleanField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    occurred_at = models.DateTimeField(null=True, blank=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="reports")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="reports")
    taken_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    updated_at = models.DateTimeField()
    warnings = models.JSONField(default=list, blank=True)
    """Codes of what was odd about it: `outside_city`, `odd_time`, `nul_removed` …"""
    body_digest = models.CharField(max_length=64, blank=True)
    reply = models.JSONField(null=True, blank=True)
    """The first answer, given again word for word when the same body comes again."""

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["taken_by", "updated_at"], name="drafts", condition=models.Q(outcome="draft"))]
        constraints = [
            models.CheckConstraint(
                name="filed_report_says_when",
                condition=models.Q(outcome="draft") | models.Q(filed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"L-{self.pk}"


class Amendment(models.Model):
    """One body as it was received for a report; number 0 is the first. Nothing that was sent is ever dropped."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="amendments")
    n = models.PositiveIntegerField()
    body = models.JSONField()
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "n"]
        constraints = [models.UniqueConstraint(fields=["report", "n"], name="one_amendment_per_number")]

    def __str__(self) -> str:
        return f"{self.report} · {self.n}"


class RawIntake(models.Model):
    """A report body that could not be read, kept octet for octet for a human."""

    body = models.BinaryField()
    why = models.CharField(max_length=200)
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["received_at"]
        indexes = [models.Index(fields=["received_at"], name="unread_raw", condition=models.Q(settled_at=None))]

    def __str__(self) -> str:
        return f"raw {self.pk}"

    @property
    def words(self) -> str:
        return bytes(self.body).decode("utf-8", "replace")
