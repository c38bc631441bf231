from datetime import datetime

from django.db import models

from agencies.models import Member, Unit
from incidents.models import Incident

from ..states import AssignmentStatus, check_step
from .dispatch import Dispatch


class Assignment(models.Model):
    """One unit's work on one incident: the status belongs to this pair, a unit's own status is derived from it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="assignments")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    status = models.CharField(max_length=15, choices=AssignmentStatus, default=AssignmentStatus.ASSIGNED)
    assigned_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    override = models.TextField(blank=True)
    """Why a unit that was already out was assigned all the same; empty when it was free."""

    assigned_at = models.DateTimeField()
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    to_destination_at = models.DateTimeField(null=True)
    at_destination_at = models.DateTimeField(null=True)
    clear_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    """When the unit was free again, by whatever way."""

    class Meta:
        ordering = ["assigned_at", "pk"]
        indexes = [models.Index(fields=["dispatch"], name="open_work", condition=models.Q(released_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                name="one_open_assignment_per_unit",
                condition=models.Q(released_at=None, override=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.status}"

    def move_to(self, status: AssignmentStatus, *, at: datetime) -> None:
        """Change the status against the table and stamp it; raise Refused when the table says no."""
        check_step(self.status, status)
        self.status = status
        setattr(self, f"{status}_at", at)
        fields = ["status", f"{status}_at"]
        if status in (AssignmentStatus.CLEAR, AssignmentStatus.RECALLED):
            self.released_at = at
            fields.append("released_at")
        self.save(update_fields=fields)

    @property
    def since(self) -> datetime:
        """When it took its present status."""
        return getattr(self, f"{self.status}_at")
