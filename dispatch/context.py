"""What every page knows: the member, the names of kinds and agencies in their language, the map, the ways to go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Member, Role
from agencies.permissions import Can, may
from incidents.models import Kind

WAYS = (
    ("console", _("Console"), (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR), None),
    ("wall", _("Wall"), (Role.SUPERVISOR, Role.DISPATCHER), None),
    ("desk", _("Desk"), (Role.AGENCY_OPERATOR,), None),
    ("field", _("Field"), (Role.FIELD_CREW,), None),
    ("review", _("Review"), None, Can.REVIEW_INTAKE),
    ("figures", _("Figures"), None, Can.READ_FIGURES),
    ("audit", _("Journal"), None, Can.READ_JOURNAL),
    ("admin:index", _("Administration"), (Role.ADMINISTRATOR,), None),
)


def ways(member: Member, path: str = "") -> list[dict[str, Any]]:
    """The pages this member may go to."""
    shown = []
    for name, label, roles, right in WAYS:
        if (roles and member.role in roles) or (right and may(member, right)):
            url = reverse(name)
            shown.append({"url": url, "label": label, "active": path.startswith(url), "name": name})
    return shown


def names() -> dict[str, Any]:
    """Kinds and agencies by code, named in the language of the moment."""
    kinds = {
        kind.code: {"name": kind.label, "group": kind.group, "priority": kind.priority, "privacy": kind.privacy}
        for kind in Kind.objects.filter(active=True)
    }
    agencies = {
        # On the floor an agency is its abbreviation; the full name is for titles.
        agency.code: {"name": agency.code, "full": agency.label, "words": agency.words()}
        for agency in Agency.objects.all()
    }
    return {"kinds": kinds, "agencies": agencies}


def room(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `room` for the scripts (json_script), `nav` for the top bar."""
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return {"demo": settings.DEMO}
    return {
        "demo": settings.DEMO,
        "nav": ways(member, request.path),
        "room": {
            "member": {
                "username": member.username, "name": member.name, "role": member.role,
                "agency": member.agency.code if member.agency else None,
                "unit": member.unit.callsign if member.unit else None,
                "language": member.language, "rung": member.rung,
            },
            **names(),
            "now": timezone.now().isoformat(timespec="milliseconds"),
            "feed": "/ws/feed/",
            "demo": settings.DEMO,
            "map": {
                "center": settings.LEAFLET_CONFIG["DEFAULT_CENTER"],
                "zoom": settings.LEAFLET_CONFIG["DEFAULT_ZOOM"],
                "bounds": [[-7.36, 112.58], [-7.18, 112.86]],
                "raster": settings.MAP_RASTER_URL or None,
                "attribution": settings.MAP_RASTER_ATTRIBUTION,
                "pmtiles": settings.MAP_PMTILES_URL or None,
                "schematic": static("map/surabaya.geojson"),
            },
        },
    }  # fmt: skip
