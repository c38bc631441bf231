"""The one clock: PostgreSQL's. A host whose own clock is wrong must not move a deadline."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """The time of the database, aware, in UTC (on SQLite: this process's time, there is only one)."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        # clock_timestamp(), not now(): the latter stands still at the start of the transaction.
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
