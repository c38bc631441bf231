from django.db import models

from agencies.models import Member

from .incident import Incident


class Reveal(models.Model):
    """A sealed incident opened by one person for half an hour, with the reason they gave (break-glass)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reveals")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["member", "until"], name="reveals_in_force")]

    def __str__(self) -> str:
        return f"reveal {self.pk}"
