from datetime import datetime

from django.db import models

from .dispatch import Dispatch


class TimerManager(models.Manager["Timer"]):
    def start(self, dispatch: Dispatch, kind: str, *, due_at: datetime) -> "Timer":
        """Let the next ring of this dispatch be due at `due_at`."""
        return self.create(dispatch=dispatch, kind=kind, step=dispatch.step, due_at=due_at)

    def stop(self, dispatch: Dispatch, *, at: datetime) -> int:
        """End what runs for this dispatch without ringing; return how many that were (0 or 1)."""
        return self.filter(dispatch=dispatch, ended_at=None).update(ended_at=at)


class Timer(models.Model):
    """A time limit is a row. Whoever sweeps (Celery, `manage.py clock`, the demo) is only the clock."""

    class Kind(models.TextChoices):
        ACCEPT = "accept"
        HOLD = "hold"

    kind = models.CharField(max_length=10, choices=Kind)
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="timers")
    step = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    faults = models.PositiveSmallIntegerField(default=0)
    """How often ringing it failed; each failure puts it off a minute, so that one bad row can't stop the others."""

    objects = TimerManager()

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], name="running_timers", condition=models.Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch"], name="one_running_timer_per_dispatch", condition=models.Q(ended_at=None)
            ),
            models.UniqueConstraint(
                fields=["dispatch", "step"], name="each_step_rings_once", condition=models.Q(fired_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dispatch_id} · {self.step}"


class Pulse(models.Model):
    """When the clock last swept. One row; its age is in every heartbeat of the feed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    swept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"swept {self.swept_at}"
