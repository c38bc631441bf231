"""manage.py verify_journal: is the record whole? Prints the head to be written down elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents import journal
from incidents.models import Stream


class Command(BaseCommand):
    help = "Check numbers and hashes of the whole journal; exit 1 when something was changed or is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(journal.broken_lines())
        if faults:
            raise CommandError("The journal is not whole: " + "; ".join(faults))
        stream = Stream.objects.get(pk=1)
        self.stdout.write(f"whole: {journal.head()} lines, head {bytes(stream.hash).hex() or '-'}")
