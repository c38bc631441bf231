"""manage.py load_demo_people: the demo's people, for a demo or a rehearsal."""

from typing import Any

from django.core.management.base import BaseCommand

from cc112.demo import people


class Command(BaseCommand):
    help = "Create the demo people (one password for all of them: never on a system that takes real calls)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{people.load()} demo people created; password {people.PASSWORD}")
