"""The journal: `record()` writes one line inside the caller's transaction; the database numbers it at COMMIT."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from agencies.models import Member, Unit

from . import moment
from .models import Call, Event, Incident, Stream

P = ParamSpec("P")
R = TypeVar("R")

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Binds all lines of one click; set by the middleware."""

after_commit: list[Callable[[], None]] = []
"""Called when lines have become true. They may only wake somebody: a call can be lost with its process."""


def action(step: Callable[P, R]) -> Callable[P, R]:
    """Run in one transaction that is really committed when the function returns (never inside another)."""

    @wraps(step)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            return step(*args, **kwargs)

    return whole


def record(
    name: str,
    *,
    by: Member | None,
    incident: Incident | None = None,
    unit: Unit | None = None,
    call: Call | None = None,
    member: Member | None = None,
    **facts: Any,
) -> Event:
    """Write one line. `facts` hold codes, ids and numbers only; words of people belong in Report and Note."""
    event = Event.objects.create(
        at=moment.now(), name=name, incident=incident, unit=unit, call=call, member=member, actor=by, facts=facts,
        request_id=request_id.get(),
    )  # fmt: skip
    for wake in after_commit:
        transaction.on_commit(wake, robust=True)
    return event


def head() -> int:
    """The number of the newest committed line; 0 when there is none."""
    if connection.vendor == "postgresql":
        return Stream.objects.values_list("head", flat=True).filter(pk=1).first() or 0
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def epoch() -> str:
    """Names this history. It changes when the database was restored or failed over: clients then start again."""
    generation = Stream.objects.values_list("generation", flat=True).get(pk=1)
    if connection.vendor != "postgresql":
        return generation.hex[:12]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.system_identifier, c.timeline_id FROM pg_control_system() s, pg_control_checkpoint() c"
        )
        system, timeline = cursor.fetchone()
    return f"{system:x}.{timeline}.{generation.hex[:8]}"


def broken_lines() -> Iterator[str]:
    """Check numbers and hashes from the first line on; say what is wrong, nothing when the journal is whole."""
    expected = 0
    for seq in Event.objects.order_by("seq").values_list("seq", flat=True).iterator(2000):
        expected += 1
        if seq != expected:
            yield f"line {expected} is missing (found {seq})"
            return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq FROM (SELECT seq, hash,"
                " journal_hash(lag(hash, 1, ''::bytea) OVER (ORDER BY seq), e) AS should FROM incidents_event e)"
                " AS chain WHERE hash IS DISTINCT FROM should ORDER BY seq LIMIT 1"
            )
            row = cursor.fetchone()
        if row:
            yield f"line {row[0]} does not match its hash"
        stream = Stream.objects.get(pk=1)
        if stream.head != expected:
            yield f"the head says {stream.head}, the last line is {expected}"
