from django.db import models

from agencies.models import Agency, Member

from .incident import Incident


class Note(models.Model):
    """Words somebody added to an incident. Kept apart from the journal, so that retention can blank them."""

    class About(models.TextChoices):
        NOTE = "note"
        DECLINE = "decline"
        FINISH = "finish"
        CLOSE = "close"
        REASON = "reason"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notes")
    about = models.CharField(max_length=10, choices=About, default=About.NOTE)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
