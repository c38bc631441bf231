import hashlib
import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from .member import Member


def digest(secret: str) -> str:
    """The form in which a token is kept: SHA-256 in hex. Tokens are 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Token(models.Model):
    """A bearer token that acts as one member. Only its digest is stored; the secret is shown once."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="tokens", verbose_name=_("member"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return f"{self.member} {self.created_at:%Y-%m-%d}"

    @classmethod
    def issue(cls, member: "Member") -> str:
        """Make a token for `member` and return its secret, the only time it can be read."""
        secret = secrets.token_urlsafe(32)
        cls.objects.create(member=member, digest=digest(secret))
        return secret

    @classmethod
    def bearer(cls, secret: str) -> "Member | None":
        """The member whom this secret signs in, or None."""
        token = (
            cls.objects.select_related("member__agency", "member__unit")
            .filter(digest=digest(secret), revoked_at=None, member__is_active=True)
            .first()
        )
        return token.member if token else None
