from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .agency import Agency
from .unit import Unit


class Role(models.TextChoices):
    CALL_TAKER = "call_taker", _("call-taker")
    DISPATCHER = "dispatcher", _("dispatcher")
    AGENCY_OPERATOR = "agency_operator", _("agency operator")
    FIELD_CREW = "field_crew", _("field crew")
    SUPERVISOR = "supervisor", _("supervisor")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    API_CLIENT = "api_client", _("API client")
    SYSTEM = "system", _("system")


class Rung(models.TextChoices):
    """The rungs of an escalation ladder. Who stands on one is data (Member.rung), never a number in the code."""

    DESK = "desk", _("agency desk")
    DUTY_OFFICER = "duty_officer", _("duty officer of the agency")
    SHIFT_SUPERVISOR = "shift_supervisor", _("shift supervisor (PIC sif)")
    HEAD = "head", _("head of the operating agency")


class Member(AbstractUser):
    """A person (or program) that works in the room, at a desk or in the field, with one role."""

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CALL_TAKER)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name=_("agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="crew", verbose_name=_("unit"))
    rung = models.CharField(_("rung of the ladder"), max_length=20, choices=Rung, blank=True)
    cleared = models.BooleanField(
        _("cleared for sealed incidents"), default=False, help_text=_("May see sealed (L3) incidents in the room.")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("id", "Bahasa Indonesia"), ("en", "English")], default="id"
    )
    theme = models.CharField(
        _("theme"),
        max_length=5,
        choices=[("auto", _("automatic")), ("dark", _("dark")), ("light", _("light"))],
        default="auto",
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("member")  # type: ignore[assignment]
        verbose_name_plural = _("members")  # type: ignore[assignment]
        constraints = [
            models.CheckConstraint(
                name="desk_people_have_an_agency",
                condition=~models.Q(role__in=["agency_operator", "field_crew"]) | models.Q(agency__isnull=False),
            ),
        ]

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username
