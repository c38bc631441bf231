"""Signing in and out, and what a member chooses for themself."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .forms import PasswordForm, SignInForm
from .models import Member, Role

HOMES = {
    Role.CALL_TAKER: "console", Role.DISPATCHER: "console", Role.SUPERVISOR: "wall", Role.AGENCY_OPERATOR: "desk",
    Role.FIELD_CREW: "field", Role.AUDITOR: "audit", Role.ADMINISTRATOR: "admin:index", Role.API_CLIENT: "api_docs",
}  # fmt: skip
"""Where each role works."""

TRIES, PAUSE_S = 5, 60


def home(request: HttpRequest) -> HttpResponse:
    """To the page where this member works."""
    member = cast("Member", request.user)  # behind the sign-in
    return redirect(HOMES.get(Role(member.role), "preferences"))


class SignIn(LoginView):
    """Name and password. After five wrong tries on one account from one address: a minute's pause, never a lock-out."""

    template_name = "login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def _key(self) -> str:
        name = self.request.POST.get("username", "")[:150].lower()
        return f"tries:{name}:{self.request.META.get('REMOTE_ADDR', '')}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if cache.get(self._key(), 0) >= TRIES:
            form = cast("SignInForm", self.get_form())
            form.pause = True
            return self.form_invalid(form)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        if not getattr(form, "pause", False):
            cache.set(self._key(), cache.get(self._key(), 0) + 1, PAUSE_S)
        return super().form_invalid(form)


class SignOut(LogoutView):
    """Out; the feed of this session closes within seconds."""


class ChangePassword(PasswordChangeView):
    template_name = "password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("preferences")


def preferences(request: HttpRequest) -> HttpResponse:
    """Language, theme, sound, password."""
    return render(request, "preferences.html")


def _back(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "")
    return redirect(back if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("home"))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Indonesian or English, kept with the member (or this browser's session before the sign-in)."""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, Member):
            Member.objects.filter(pk=request.user.pk).update(language=language)
        request.session["language"] = language
    return _back(request)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Dark, light or as the system says."""
    theme = request.POST.get("theme", "")
    if theme in dict(Member._meta.get_field("theme").choices or []):
        Member.objects.filter(username=request.user.get_username()).update(theme=theme)
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    return _back(request)
