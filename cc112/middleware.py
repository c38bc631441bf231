"""What surrounds every request: its id, its language, the sign-in, and one way to say no."""

import uuid
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.models import Member
from dispatch.views.door import wants_json
from incidents.errors import Refused
from incidents.journal import request_id as current

Answer = Callable[[HttpRequest], HttpResponse]

OPEN = {
    "login", "demo_login", "healthz", "readyz", "metrics", "javascript-catalog", "admin:login", "set_language",
}  # fmt: skip
"""Routes that need no sign-in; everything else does, also a page somebody adds tomorrow."""


def request_id(get_response: Answer) -> Answer:
    """Bind all journal lines and log lines of one request together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = current.set(str(uuid.uuid4()))
        try:
            response = get_response(request)
            response["X-Request-Id"] = current.get()
            return response
        finally:
            current.reset(token)

    return middleware


def own_language(get_response: Answer) -> Answer:
    """The member's own language, else Indonesian. Never the browser's: consoles are shared."""

    def middleware(request: HttpRequest) -> HttpResponse:
        member = request.user
        language = member.language if isinstance(member, Member) else request.session.get("language", "id")
        with translation.override(language):
            response = get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()  # while the language is still the reader's
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def sign_in_required(get_response: Answer) -> Answer:
    """Every page needs a signed-in member, unless it is in OPEN; the API answers for itself with 401."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(("/api/", "/static/")):
            return get_response(request)
        try:
            name = resolve(request.path_info).view_name
        except Http404:
            name = ""
        if name in OPEN:
            return get_response(request)
        if wants_json(request):
            return JsonResponse({"error": {"code": "sign_in", "message": _("Sign in again.")}}, status=401)
        return redirect_to_login(request.get_full_path())

    return middleware


def refusals(get_response: Answer) -> Answer:
    """What actions refuse becomes 409, a missing right 403, as a page or as JSON."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            if wants_json(request):
                return JsonResponse({"error": {"code": error.code, "message": error.message}}, status=409)
            back = request.POST.get("next") or "/"
            return render(request, "errors/409.html", {"message": error.message, "back": back}, status=409)
        if wants_json(request):
            if isinstance(error, PermissionDenied):
                message = str(error) or _("Your role may not do this.")
                return JsonResponse({"error": {"code": "forbidden", "message": message}}, status=403)
            if isinstance(error, Http404):
                message = _("There is nothing here, or nothing you may see.")
                return JsonResponse({"error": {"code": "not_found", "message": message}}, status=404)
        return None

    setattr(middleware, "process_exception", process_exception)  # noqa: B010 Django looks for it here
    return middleware
