"""One shape for every error of the API: {"error": {"code", "message", "fields"?}}."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, AuthenticationFailed, NotAuthenticated, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from incidents.errors import Refused


def shape(code: str, message: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, **({"fields": fields} if fields else {})}}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into the contract's answer; None lets Django make it a 500."""
    if isinstance(error, Refused):
        return Response(shape(error.code, error.message), status=status.HTTP_409_CONFLICT)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"body": error.detail}
        response.data = shape("malformed", _("Something in it can't be read: see the fields."), fields)
    elif isinstance(error, Http404):
        response.data = shape("not_found", _("There is nothing here, or nothing you may see."))
    elif isinstance(error, PermissionDenied):
        response.data = shape("forbidden", str(error) or _("Your role may not do this."))
    elif isinstance(error, NotAuthenticated | AuthenticationFailed):
        response.status_code = status.HTTP_401_UNAUTHORIZED
        response.data = shape("sign_in", str(error.detail))
    elif isinstance(error, APIException):
        code = "forbidden" if response.status_code == status.HTTP_403_FORBIDDEN else "malformed"
        response.data = shape(code, str(error.detail))
    return response
