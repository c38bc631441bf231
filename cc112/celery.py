"""Celery: the clock's second host (beat + worker) and the carrier of outward messages. It decides nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cc112.settings")

app = Celery("cc112")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # `expires` keeps a stopped worker from finding an hour of stale ticks when it returns.
    "sweep due timers": {"task": "dispatch.tasks.sweep", "schedule": 1.0, "options": {"expires": 1.0}},
}
