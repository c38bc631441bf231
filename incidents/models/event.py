import uuid

from django.db import models

from agencies.models import Member, Unit

from .call import Call
from .incident import Incident


class Stream(models.Model):
    """The head of the journal: one row, moved by the database at COMMIT. `generation` is re-drawn after a restore."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    head = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=bytes)
    generation = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"head {self.head}"


class Event(models.Model):
    """One line of the journal: codes and numbers, never what a person said. The database refuses changes."""

    seq = models.BigIntegerField(unique=True, null=True, editable=False)
    """Null until COMMIT, then the next number without gaps (migration 0002)."""
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="events")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    """The member whom the line is about (rights changed, sealed incident opened)."""
    actor = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    hash = models.BinaryField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["incident", "id"], name="events_of_incident")]

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"
