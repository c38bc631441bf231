from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Name and password; says plainly when it wants a pause."""

    pause = False

    def clean(self) -> Any:
        if self.pause:
            raise ValidationError(_("Too many wrong tries. Wait a minute, or ask a supervisor."), code="pause")
        return super().clean()


class PasswordForm(PasswordChangeForm):
    """The old password, and twice the new one."""
