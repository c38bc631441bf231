from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Shift(models.Model):
    """A turn of duty of the room and the supervisor (PIC sif) who answers for it."""

    name = models.CharField(_("name"), max_length=60)
    starts_at = models.DateTimeField(_("starts"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("supervisor"))

    class Meta:
        ordering = ["-starts_at"]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
