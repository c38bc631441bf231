from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency, Rung
from incidents.models import Kind
from incidents.models.kind import Priority


class EscalationPlan(models.Model):
    """How long an agency has to answer, and who is rung next. The most particular plan that fits is copied."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.ForeignKey(Kind, models.CASCADE, null=True, blank=True, verbose_name=_("only for the kind"))
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, verbose_name=_("only for the agency"))
    priority = models.PositiveSmallIntegerField(_("only for the priority"), choices=Priority, null=True, blank=True)
    hold_s = models.PositiveIntegerField(
        _("seconds a take-over lasts"), default=300, help_text=_("After that an unanswered dispatch rings again.")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("escalation plan")
        verbose_name_plural = _("escalation plans")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency", "priority"], name="one_plan_per_case", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def weight(self) -> int:
        """How particular it is: kind before agency before priority."""
        return 4 * (self.kind_id is not None) + 2 * (self.agency_id is not None) + (self.priority is not None)

    @classmethod
    def for_case(cls, *, kind: Kind | None, agency: Agency, priority: int) -> "EscalationPlan | None":
        """The most particular plan that fits the case, with its steps."""
        fitting = cls.objects.filter(
            models.Q(kind=kind) | models.Q(kind=None),
            models.Q(agency=agency) | models.Q(agency=None),
            models.Q(priority=priority) | models.Q(priority=None),
        ).prefetch_related("steps")
        return max(fitting, key=lambda plan: plan.weight, default=None)

    def ladder(self) -> list[dict[str, object]]:
        return [{"rung": step.rung, "wait_s": step.wait_s} for step in self.steps.all()]


class EscalationStep(models.Model):
    """One rung of a plan: how long to wait (after sending, or after the rung before) and whom to ring then."""

    plan = models.ForeignKey(EscalationPlan, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    rung = models.CharField(_("rung"), max_length=20, choices=Rung)
    wait_s = models.PositiveIntegerField(_("seconds to wait"))

    class Meta:
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="one_step_per_place")]

    def __str__(self) -> str:
        return f"{self.rung} +{self.wait_s} s"
