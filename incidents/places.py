"""Where: a pin's kelurahan, and places found by words however they are spelt."""

import json
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any

from django.core.cache import cache
from rapidfuzz import fuzz, process, utils
from shapely import STRtree
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from .models import Area, Place

CITY = (-7.3615, 112.5801, -7.1804, 112.8568)
"""South, west, north, east of the city with a kilometre around it; outside it a pin is flagged, never refused."""

NEAREST_M = 6000
"""How far a kelurahan's centroid may be, where no boundary is loaded, for a pin to count as inside the city."""


def distance_m(lat: float, lng: float, lat2: float, lng2: float) -> float:
    """Metres between two points on the sphere (haversine)."""
    a = sin(radians(lat2 - lat) / 2) ** 2 + cos(radians(lat)) * cos(radians(lat2)) * sin(radians(lng2 - lng) / 2) ** 2
    return 12_742_000 * asin(sqrt(a))


@dataclass(frozen=True)
class Found:
    """The kelurahan and kecamatan of a pin, and how they were found."""

    kelurahan: Area | None
    kecamatan: Area | None
    inside: bool
    by: str
    """`boundary`, `nearest` (centroid) or `nothing`."""


@dataclass(frozen=True)
class Atlas:
    """All areas in memory: some 184 rows, asked for on every report."""

    kelurahan: list[Area]
    parents: dict[int, Area]
    boundaries: list[BaseGeometry]
    bounded: list[Area]
    tree: STRtree

    def find(self, lat: float, lng: float) -> Found:
        point = Point(lng, lat)
        for index in self.tree.query(point):
            if self.boundaries[index].covers(point):
                return self._found(self.bounded[index], "boundary")
        if self.bounded and len(self.bounded) == len(self.kelurahan):
            return Found(None, None, inside=False, by="boundary")
        south, west, north, east = CITY
        if not (south <= lat <= north and west <= lng <= east) or not self.kelurahan:
            return Found(None, None, inside=False, by="nothing")
        nearest = min(self.kelurahan, key=lambda area: hypot(area.lat - lat, area.lng - lng))
        if distance_m(lat, lng, nearest.lat, nearest.lng) > NEAREST_M:
            return Found(None, None, inside=False, by="nothing")
        return self._found(nearest, "nearest")

    def _found(self, area: Area, by: str) -> Found:
        return Found(area, self.parents.get(area.parent_id or 0), inside=True, by=by)


@lru_cache(maxsize=1)
def _atlas(version: str) -> Atlas:
    areas = list(Area.objects.all())
    kelurahan = [area for area in areas if area.level == Area.Level.KELURAHAN]
    bounded = [area for area in kelurahan if area.boundary]
    shapes = [shape(json.loads(area.boundary)) for area in bounded]
    return Atlas(kelurahan, {area.pk: area for area in areas}, shapes, bounded, STRtree(shapes))


def atlas() -> Atlas:
    """The areas as last loaded; `changed()` makes the next call read them again."""
    return _atlas(_version())


def _version() -> str:
    """Cheap to ask and different after every import: process-local cache, checked against the database each minute."""
    version = cache.get("places-version")
    if version is None:
        newest_area = Area.objects.order_by("-pk").values_list("pk", flat=True).first()
        newest_place = Place.objects.order_by("-pk").values_list("pk", flat=True).first()
        bounded = Area.objects.exclude(boundary="").count()
        version = f"{newest_area}.{newest_place}.{Area.objects.count()}.{Place.objects.count()}.{bounded}"
        cache.set("places-version", version, 60)
    return version


def changed() -> None:
    """Areas or places were loaded or edited: read them again."""
    cache.delete("places-version")
    _atlas.cache_clear()
    _gazetteer.cache_clear()


def resolve(lat: float | None, lng: float | None) -> Found:
    """The kelurahan of a pin; nothing for no pin or one outside the city."""
    if lat is None or lng is None:
        return Found(None, None, inside=False, by="nothing")
    return atlas().find(lat, lng)


@lru_cache(maxsize=1)
def _gazetteer(version: str) -> tuple[list[str], list[dict[str, Any]]]:
    known = atlas()
    entries: list[dict[str, Any]] = []
    for area in known.parents.values():
        parent = known.parents.get(area.parent_id or 0)
        entries.append(
            {
                "name": area.name, "category": area.level, "lat": area.lat, "lng": area.lng,
                "kelurahan": area.name if parent else None, "kecamatan": (parent or area).name, "approximate": True,
            }
        )  # fmt: skip
    for place in Place.objects.filter(active=True):
        found = known.find(place.lat, place.lng)
        entries.append(
            {
                "name": place.name, "category": place.category, "lat": place.lat, "lng": place.lng,
                "kelurahan": found.kelurahan.name if found.kelurahan else None,
                "kecamatan": found.kecamatan.name if found.kecamatan else None, "approximate": place.approximate,
            }
        )  # fmt: skip
    return [utils.default_process(entry["name"]) for entry in entries], entries


def search(words: str, limit: int = 8) -> list[dict[str, Any]]:
    """Places whose name is near to the words, best first, tolerant of spelling (`margoreyo` finds Margorejo)."""
    asked = utils.default_process(words[:120])
    if len(asked) < 2:
        return []
    names, entries = _gazetteer(_version())
    found = process.extract(asked, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
    return [{**entries[index], "score": round(score)} for _, score, index in found]
