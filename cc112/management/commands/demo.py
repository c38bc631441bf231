"""manage.py demo: a living city in the browser, in one process, on SQLite, with nothing else running."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from cc112.demo import city, people
from dispatch import clock

log = logging.getLogger(__name__)

TICK_S = 0.25


class Command(BaseCommand):
    help = (
        "Start the demo: migrate, load reference data and demo people, serve pages and feed, run the clock and a city."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8112)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--fresh", action="store_true", help="Start from an empty database.")
        parser.add_argument("--quiet-city", action="store_true", help="Leave the simulated city still.")

    def handle(self, *args: Any, port: int, host: str, fresh: bool, quiet_city: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo installation: set DEMO=1 (./run demo does).")
        if fresh:
            self._forget()
        self._prepare()
        self._welcome(host, port)
        city.running = not quiet_city
        self._serve(host, port)

    def _forget(self) -> None:
        database = settings.DATABASES["default"]
        if settings.POSTGRES:
            raise CommandError("--fresh deletes the demo's SQLite file; on PostgreSQL drop the database yourself.")
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{database['NAME']}{ending}").unlink(missing_ok=True)

    def _prepare(self) -> None:
        try:
            call_command("migrate", verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The demo's database can't be opened ({error}). Try ./run demo --fresh.") from error
        call_command("load_reference", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115
        people.load()

    def _welcome(self, host: str, port: int) -> None:
        lines = [f"CC112 demo: http://{host}:{port}/", "", f"Everybody's password: {people.PASSWORD}"]
        lines += [f"  {one['username']:<14} {one['name']} ({one['role_name']})" for one in people.shown()]
        lines += ["  desk.<agency>, kru.<call-sign>  every agency's desk and every unit's crew", "", "Ctrl-C ends it."]
        self.stdout.write("\n".join(lines))
        sys.stdout.flush()

    def _serve(self, host: str, port: int) -> None:
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server

        from cc112.asgi import application

        tasks: list[asyncio.Task[None]] = []

        def ready() -> None:
            # On daphne's own loop: from another thread a wake-up would wait for the loop's next stir, up to a second.
            tasks.append(asyncio.ensure_future(_clock()))
            tasks.append(asyncio.ensure_future(city.live()))

        Server(
            application=application, endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=True, ready_callable=ready, server_name="", websocket_timeout=28_800, ping_interval=10,
            ping_timeout=15, http_timeout=30,
        ).run()  # fmt: skip


async def _clock() -> None:
    while True:
        try:
            await sync_to_async(clock.sweep, thread_sensitive=False)()
        except Exception:
            log.exception("The clock could not sweep.")
        await asyncio.sleep(TICK_S)
