"""What only the demo has: signing in with one click, and pausing the simulated city. Not routed anywhere else."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from agencies.models import Member

from . import city as simulated
from .people import SHOWN


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the demo people."""
    if not settings.DEMO:
        raise Http404
    username = request.POST.get("username", "")
    if username not in SHOWN:
        raise Http404
    login(request, get_object_or_404(Member, username=username), "django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@require_POST
def city(request: HttpRequest) -> HttpResponse:
    """Pause the simulated city, or let it live."""
    if not settings.DEMO or not request.user.is_authenticated:
        raise Http404
    simulated.running = request.POST.get("run") == "1"
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"ok": True, "running": simulated.running})
    back = request.POST.get("next", "")
    return redirect(back if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "home")
