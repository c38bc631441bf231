"""manage.py import_facilities FILE.csv: hospitals, posts, landmarks from the operator's own list."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.text import slugify

from incidents import places
from incidents.models import Place

NEEDED = {"name", "category", "lat", "lng"}


class Command(BaseCommand):
    help = "Load places: CSV with a header name,category,lat,lng and optionally address,source,approximate (yes/no)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines, transaction.atomic():
                table = csv.DictReader(lines)
                if missing := NEEDED - set(table.fieldnames or ()):
                    raise CommandError(f"The header lacks: {', '.join(sorted(missing))}.")
                loaded = sum(self._load(table.line_num, row) for row in table)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{file} can't be read: {error}") from error
        places.changed()
        self.stdout.write(f"{loaded} places loaded.")

    def _load(self, line: int, row: dict[str, str]) -> int:
        try:
            lat, lng = float(row["lat"]), float(row["lng"])
        except (TypeError, ValueError) as error:
            raise CommandError(f"Line {line}: lat and lng must be degrees.") from error
        name, category = (row["name"] or "").strip(), slugify(row["category"] or "")
        if not (-90 <= lat <= 90 and -180 <= lng <= 180) or not name or not category:
            raise CommandError(f"Line {line}: a name, a category and a real position are needed.")
        Place.objects.update_or_create(
            category=category, name=name[:160],
            defaults={
                "lat": lat, "lng": lng, "address": (row.get("address") or "")[:200],
                "source": (row.get("source") or "")[:120], "active": True,
                "approximate": (row.get("approximate") or "no").strip().lower() in ("yes", "ya", "true", "1"),
            },
        )  # fmt: skip
        return 1
