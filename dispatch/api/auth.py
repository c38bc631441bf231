"""Signing in to the API with a bearer token; browsers use their session and CSRF."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agencies.models import Token


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer …` acts as the member the token was made for."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        word, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "bearer":
            return None
        member = Token.bearer(secret.strip())
        if member is None:
            raise AuthenticationFailed(_("This token is not valid."))
        # The middleware could not know whom a token means; it sets the language back after the request.
        translation.activate(member.language)
        return member, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):
    """Tells the schema about the token."""

    target_class = "dispatch.api.auth.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
