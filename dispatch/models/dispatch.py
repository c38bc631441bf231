from datetime import datetime

from django.db import models

from agencies.models import Agency, Member
from incidents.models import Incident

from ..states import ENDED, DeclineReason, DispatchState, check_move


class Dispatch(models.Model):
    """An order to one agency for one incident, from sent to done."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="dispatches")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="dispatches")
    state = models.CharField(max_length=10, choices=DispatchState, default=DispatchState.SENT)
    sent_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_units = models.JSONField(default=list)
    """Call-signs the sender would like; the agency's desk decides."""
    ladder = models.JSONField(default=list)
    """[{"rung", "wait_s"}], copied when sent: changing a plan never changes a running escalation."""
    hold_s = models.PositiveIntegerField(default=300)
    step = models.PositiveSmallIntegerField(default=0)
    """How often it has rung."""
    rung = models.CharField(max_length=20, blank=True)
    """The rung that rang last."""
    held_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    settled_at = models.DateTimeField(null=True)
    """When somebody dealt with the declining."""

    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(fields=["agency", "incident"], name="dispatches_of_agency"),
            models.Index(fields=["state", "sent_at"], name="unanswered", condition=models.Q(state="sent")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "agency"],
                name="one_live_dispatch_per_agency",
                condition=~models.Q(state__in=["declined", "done", "cancelled"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}→{self.agency_id} {self.state}"

    @property
    def live(self) -> bool:
        return self.state not in ENDED

    @property
    def overdue(self) -> bool:
        """It rang, nobody has accepted, and no supervisor holds it: true until a human acts."""
        return self.state == DispatchState.SENT and self.step > 0 and self.held_by_id is None

    def move_to(self, state: DispatchState, *, at: datetime) -> None:
        """Change the state against the table and stamp it; raise Refused when the table says no."""
        check_move(self.state, state)
        self.state = state
        stamp = f"{state}_at"
        fields = ["state"]
        if getattr(self, stamp) is None:
            setattr(self, stamp, at)
            fields.append(stamp)
        self.save(update_fields=fields)
