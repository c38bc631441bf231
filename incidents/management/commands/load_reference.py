"""manage.py load_reference: the room's reference data from the project's own files. Safe to run again."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from agencies.models import Agency, Post, Unit
from incidents import places
from incidents.models import Area, Disposition, Kind, KindAgency, Place, Question

COORDINATES = "BPBD"
"""The agency that goes first to look when nobody knows what it is (domain: TRC verifies first)."""


def rows(app: str, name: str) -> list[dict[str, Any]]:
    path = Path(apps.get_app_config(app).path) / "data" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


class Command(BaseCommand):
    help = "Load agencies, posts, units, kinds, questions, areas, places, dispositions and escalation plans."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="Also reset rows that were edited in the admin since."
        )

    def handle(self, *args: Any, overwrite: bool = False, **options: Any) -> None:
        self.overwrite = overwrite
        with transaction.atomic():
            self._agencies()
            self._areas()
            self._kinds()
            for load in LOADERS:
                load(self.put)
        places.changed()
        counts = {model.__name__: model.objects.count() for model in (Agency, Unit, Kind, Area, Place)}
        self.stdout.write(", ".join(f"{n} {name}" for name, n in counts.items()))

    def put(self, model: Any, key: dict[str, Any], values: dict[str, Any]) -> Any:
        """Create the row; an existing one is left as it was edited, unless --overwrite."""
        row = model.objects.filter(**key).first()
        if row is None:
            return model.objects.create(**key, **values)
        if self.overwrite:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        return row

    def _agencies(self) -> None:
        for row in rows("agencies", "agencies"):
            code = row.pop("code")
            self.put(Agency, {"code": code}, {**row, "coordinates": code == COORDINATES})
        known = {agency.code: agency for agency in Agency.objects.all()}
        for row in rows("agencies", "posts"):
            self.put(Post, {"code": row.pop("code")}, {**row, "agency": known[row["agency"]]})
        posts = {post.code: post for post in Post.objects.all()}
        for row in rows("agencies", "units"):
            values = {"agency": known[row["agency"]], "post": posts.get(row["post"]), "type": row["type"]}
            self.put(Unit, {"callsign": row["callsign"]}, values)

    def _areas(self) -> None:
        parents: dict[str, Area] = {}
        for row in sorted(rows("incidents", "areas"), key=lambda row: row["level"] == Area.Level.KELURAHAN):
            values = {**row, "parent": parents.get(row.get("parent") or ""), "region": row.get("region") or ""}
            area = self.put(Area, {"code": values.pop("code")}, values)
            parents[area.code] = area
        for row in rows("incidents", "places"):
            self.put(Place, {"category": row.pop("category"), "name": row.pop("name")}, row)
        for row in rows("incidents", "dispositions"):
            self.put(Disposition, {"code": row.pop("code")}, row)

    def _kinds(self) -> None:
        known = {agency.code: agency for agency in Agency.objects.all()}
        groups = {row["code"]: row for row in rows("incidents", "groups")}
        for order, row in enumerate(rows("incidents", "questions")):
            self._question(None, order, row)
        for row in rows("incidents", "kinds"):
            questions, supports, group = row.pop("questions"), row.pop("supports"), groups[row["group"]]
            new = not Kind.objects.filter(code=row["code"]).exists()
            values = {
                **row, "lead": known[row["lead"]], "group_name": group["name"], "group_name_en": group["name_en"],
            }  # fmt: skip
            kind = self.put(Kind, {"code": values.pop("code")}, values)
            if new or self.overwrite:
                for order, code in enumerate(supports):
                    KindAgency.objects.update_or_create(kind=kind, agency=known[code], defaults={"order": order})
                for order, question in enumerate(questions):
                    self._question(kind, order, question)

    def _question(self, kind: Kind | None, order: int, row: dict[str, Any]) -> None:
        values = {**row, "order": order, "choices": row.get("choices") or []}
        self.put(Question, {"kind": kind, "code": values.pop("code")}, values)


LOADERS: list[Any] = []
"""Loaders of apps that know us (dispatch adds its escalation plans); each is called with `put`."""
