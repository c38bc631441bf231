"""manage.py new_generation: after a restore, tell every screen that this is another history."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand

from incidents import journal
from incidents.models import Stream


class Command(BaseCommand):
    help = "Draw a new generation after a restore: screens drop what they have and read again."

    def handle(self, *args: Any, **options: Any) -> None:
        Stream.objects.filter(pk=1).update(generation=uuid.uuid4())
        self.stdout.write(f"epoch {journal.epoch()}")
