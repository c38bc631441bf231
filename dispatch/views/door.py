"""What every page and form shares: which roles a page is for, and how a form's POST is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.models import Member, Role

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request behind the sign-in: its user is one of our members."""

    user: Member


View = Callable[Concatenate[MemberRequest, P], HttpResponse]


def page(*roles: Role) -> Callable[[View[P]], View[P]]:
    """This page is for these roles; others get 403. Never cached: it holds what a case is about."""

    def guard(view: View[P]) -> View[P]:
        @never_cache
        @wraps(view)
        def guarded(request: MemberRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.user.role not in roles:
                raise PermissionDenied(_("This page is for another role."))
            return view(request, *args, **kwargs)

        setattr(guarded, "roles", roles)  # noqa: B010 the permission test reads it
        return guarded

    return guard


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def done(request: MemberRequest, answer: dict[str, Any] | None = None) -> HttpResponse:
    """After an action: JSON for a script, else back to where the form stood (`next`, a path of ours) or home."""
    if wants_json(request):
        return JsonResponse({"ok": True, **(answer or {})})
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("home")
