"""Open incidents that may be the one being reported: near in place, time and kind, with the reasons."""

from datetime import datetime, timedelta
from typing import Any

from .models import Incident, Kind
from .places import distance_m

NEAR_M = 1500
RECENT = timedelta(hours=6)
DEGREES = NEAR_M / 111_000
"""The latitude that NEAR_M metres span; near the equator a degree of longitude is as long."""


def near(
    incidents: "Any", *, lat: float | None, lng: float | None, kind: Kind | None, at: datetime, limit: int = 5
) -> list[dict[str, Any]]:
    """Likely duplicates among `incidents` (what the reader may see), best first: [{"number", "score", "reasons"}]."""
    if lat is None or lng is None:
        return []
    candidates = incidents.filter(
        state="open", opened_at__gte=at - RECENT,
        lat__range=(lat - DEGREES, lat + DEGREES), lng__range=(lng - DEGREES, lng + DEGREES),
    ).select_related("kind")[:200]  # fmt: skip
    scored = [score(candidate, lat=lat, lng=lng, kind=kind, at=at) for candidate in candidates]
    return sorted((row for row in scored if row["score"] >= 0.4), key=lambda row: -row["score"])[:limit]


def score(incident: Incident, *, lat: float, lng: float, kind: Kind | None, at: datetime) -> dict[str, Any]:
    """How likely this is the same event (0 to 1), and why: facts for the reader, never a decision."""
    metres = distance_m(lat, lng, incident.lat or 0.0, incident.lng or 0.0)
    minutes = max(0.0, (at - incident.opened_at).total_seconds() / 60)
    points = 0.5 * max(0.0, 1 - metres / NEAR_M) + 0.2 * max(0.0, 1 - minutes / 360)
    reasons: list[dict[str, Any]] = [{"code": "distance", "m": round(metres)}, {"code": "age", "min": round(minutes)}]
    if kind and incident.kind:
        if incident.kind_id == kind.pk:
            points += 0.3
            reasons.append({"code": "same_kind"})
        elif incident.kind.group == kind.group:
            points += 0.15
            reasons.append({"code": "same_group"})
    return {"number": incident.number, "score": round(points, 2), "reasons": reasons}
