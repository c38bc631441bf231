from django.db import models

from agencies.models import Member


class Call(models.Model):
    """A telephone call as the PBX tells of it. Stamps are set once, in whatever order the events arrive."""

    call_id = models.CharField(max_length=120, unique=True)
    number = models.CharField(max_length=40, blank=True)
    line = models.CharField(max_length=40, blank=True)
    ringing_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lng = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    taken_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def state(self) -> str:
        """`ringing`, `answered`, `ended` or `abandoned` (it ended before anybody answered)."""
        if self.ended_at:
            return "ended" if self.answered_at or self.transferred_at else "abandoned"
        return "answered" if self.answered_at else "ringing"
