"""Is it alive, is it ready, and what does it count."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from dispatch import clock
from dispatch.models import Dispatch
from incidents import journal
from incidents.models import Incident, RawIntake, Report

CLOCK_DEAD_S = 5.0


def healthz(request: HttpRequest) -> HttpResponse:
    """This process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


def _redis() -> str:
    if not settings.REDIS_URL:
        return "not configured"
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
        client.ping()
    except redis.RedisError:
        return "down"
    return "ok"


def readyz(request: HttpRequest) -> HttpResponse:
    """The room can work: 503 when the database or the clock fails. Redis may be away; it only makes things slower."""
    age, head, database = None, None, "down"
    with suppress(Error):
        age, head, database = clock.age(), journal.head(), "ok"
    ok = database == "ok" and age is not None and age <= CLOCK_DEAD_S
    answer = {
        "ok": ok, "database": database, "redis": _redis(),
        "clock_age_s": None if age is None else round(age, 3), "journal_head": head,
    }  # fmt: skip
    return JsonResponse(answer, status=200 if ok else 503)


class Room:
    """What Prometheus reads: counted from the database when asked, so that all processes say the same."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        age = clock.age()
        yield _gauge("cc112_clock_age_seconds", "Seconds since the clock last swept", -1 if age is None else age)
        yield _gauge("cc112_journal_head", "Number of the newest journal line", journal.head())
        yield _gauge("cc112_incidents_open", "Open incidents", Incident.objects.filter(state="open").count())
        waiting = Dispatch.objects.filter(state="sent")
        yield _gauge("cc112_dispatches_unanswered", "Dispatches nobody has answered", waiting.count())
        overdue = waiting.filter(step__gt=0, held_by=None).count()
        yield _gauge("cc112_dispatches_overdue", "Unanswered dispatches that rang", overdue)
        unread = RawIntake.objects.filter(settled_at=None).count()
        yield _gauge("cc112_intake_unread", "Broken reports no human has read", unread)
        day = timezone.now() - timedelta(days=1)
        recent = GaugeMetricFamily("cc112_reports_day", "Reports filed in 24 h by outcome", labels=["outcome"])
        filed = Report.objects.filter(filed_at__gte=day).order_by("outcome")
        for outcome, count in filed.values_list("outcome").annotate(Count("pk")):
            recent.add_metric([outcome], count)
        yield recent


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text."""
    registry = CollectorRegistry()
    registry.register(Room())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
