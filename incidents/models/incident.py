from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Member

from ..states import IncidentState, check_incident_move
from .kind import Disposition, Kind, Priority, Privacy
from .place import Placed


class Verification(models.TextChoices):
    UNVERIFIED = "unverified", _("not verified")
    PARTIAL = "partial", _("partly verified")
    VERIFIED = "verified", _("verified")
    REFUTED = "refuted", _("refuted")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def locked(self, pk: int) -> "Incident":
        """The incident, with its row locked until the end of the transaction: the one lock every action takes."""
        return self.select_for_update(of=("self",)).select_related("kind", "lead").get(pk=pk)

    def numbered(self, number: str) -> Self:
        """The incidents whose number a person said or typed: `K-12`, `k12` or `12`; none when it is no number."""
        return self.filter(pk=number_to_pk(number))


def number_to_pk(number: object) -> int:
    digits = str(number).strip().upper().removeprefix("K").removeprefix("-")
    # 18 digits stay inside a bigint: a longer one is simply no incident of ours.
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else 0


class Incident(Placed):
    """One thing that happened, however many people reported it, from the first report to its disposition."""

    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True, related_name="+")
    """None while nobody knows what it is."""
    priority = models.PositiveSmallIntegerField(choices=Priority)
    privacy = models.PositiveSmallIntegerField(choices=Privacy)
    state = models.CharField(max_length=10, choices=IncidentState, default=IncidentState.OPEN)
    verification = models.CharField(max_length=12, choices=Verification, default=Verification.UNVERIFIED)
    lead = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    disposition = models.ForeignKey(Disposition, models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["priority", "opened_at"], name="open_incidents", condition=models.Q(state="open")),
            models.Index(fields=["opened_at"], name="incidents_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="closed_incident_says_when_and_how",
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False, disposition__isnull=False),
            ),
            models.CheckConstraint(
                name="merged_incident_says_where_to",
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people say on the radio."""
        return f"K-{self.pk}"

    @property
    def sealed(self) -> bool:
        return self.privacy >= Privacy.SEALED

    def move_to(self, state: IncidentState) -> None:
        """Change the state in memory, or refuse; the action that moves it saves it with its other fields."""
        check_incident_move(self.state, state)
        self.state = state
