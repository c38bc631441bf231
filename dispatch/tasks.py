"""Celery's side of the clock. Tasks hold no logic: they call one function."""

from celery import shared_task

from . import clock


@shared_task(name="dispatch.tasks.sweep")
def sweep() -> None:
    """Ring what is due (beat sends this every second)."""
    clock.sweep()
