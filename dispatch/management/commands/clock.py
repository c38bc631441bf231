"""manage.py clock: escalation without a broker. Sleeps until the next timer is due; an earlier one wakes it."""

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from dispatch import clock

log = logging.getLogger(__name__)

TICK_S = 1.0
"""The longest sleep: the floor under everything that can go wrong with waking."""


class Command(BaseCommand):
    help = "Ring dispatches that nobody answers. Run any number of these; each ring happens once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Sweep once and end.")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            self.stdout.write(f"{clock.sweep()} rang")
            return
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._run()
        self.stderr.write("The clock was stopped.")

    def _stop(self, *_: Any) -> None:
        self.stopping = True  # looked at after the sweep that runs, or after at most a tick of sleep

    def _run(self) -> None:
        while not self.stopping:
            try:
                self._listen()
                while not self.stopping:
                    clock.sweep()
                    due = clock.next_due()
                    self._sleep(TICK_S if due is None else min(TICK_S, due))
            except Error:
                log.exception("The database is away; the clock tries again.")
                connection.close()
                time.sleep(0.5)

    def _listen(self) -> None:
        if clock.listening():
            with connection.cursor() as cursor:
                cursor.execute("LISTEN cc112_timers")

    def _sleep(self, seconds: float) -> None:
        if clock.listening() and seconds > 0:
            # One notification is enough to look again.
            for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
                pass
        else:
            time.sleep(seconds)
