"""manage.py import_areas FILE.geojson: real boundaries of kelurahan and kecamatan, from the operator's own source."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from incidents import places
from incidents.models import Area

CODES, NAMES, PARENTS = ("code", "kode"), ("name", "nama"), ("kecamatan", "parent", "district")


def first(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(properties[key]) for key in keys if properties.get(key)), "")


class Command(BaseCommand):
    help = "Load area boundaries: a FeatureCollection of polygons ([lng, lat]) with `code` (or `name`) in properties."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            features = json.loads(file.read_text(encoding="utf-8"))["features"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file} is no GeoJSON FeatureCollection: {error}") from error
        unknown: list[str] = []
        with transaction.atomic():
            loaded = sum(self._load(index, feature, unknown) for index, feature in enumerate(features))
        places.changed()
        self.stdout.write(f"{loaded} boundaries loaded.")
        if unknown:
            self.stderr.write(f"{len(unknown)} not known and left out: {', '.join(unknown[:10])}")

    def _load(self, index: int, feature: dict[str, Any], unknown: list[str]) -> int:
        properties = feature.get("properties") or {}
        code, name = first(properties, CODES), first(properties, NAMES)
        try:
            outline = shape(feature["geometry"])
        except (ShapelyError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise CommandError(f"Feature {index} ({code or name}) has no readable geometry.") from error
        if not isinstance(outline, Polygon | MultiPolygon) or outline.is_empty:
            raise CommandError(f"Feature {index} ({code or name}) is no polygon.")
        area = self._find(code, name, first(properties, PARENTS))
        if area is None:
            unknown.append(code or name or f"#{index}")
            return 0
        outline = outline if outline.is_valid else outline.buffer(0)
        area.boundary = json.dumps(mapping(outline))
        area.lat, area.lng = round(outline.centroid.y, 6), round(outline.centroid.x, 6)
        area.save(update_fields=["boundary", "lat", "lng"])
        return 1

    def _find(self, code: str, name: str, parent: str) -> Area | None:
        if code and (area := Area.objects.filter(code=code).first()):
            return area
        named = Area.objects.filter(name__iexact=name) if name else Area.objects.none()
        if parent:
            named = named.filter(parent__name__iexact=parent) | named.filter(parent__code=parent)
        # Two kelurahan are called Wonorejo: a name that fits twice is no name.
        return named.first() if named.count() == 1 else None
