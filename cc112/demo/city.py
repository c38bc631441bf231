"""The simulated city: bounded, seeded, can be paused. It calls the same actions as people do, nothing else.

Reports arrive with the city's real mix, desks accept, decline or forget, units drive along a line to the place, report
their steps and become free; incidents end with a disposition. Never more than MOST incidents are open.
"""

import asyncio
import logging
import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Member, Position, Role, Unit
from dispatch import positions
from dispatch.actions import assignments, dispatches, endings, intake
from dispatch.models import Assignment, Dispatch
from dispatch.states import AssignmentStatus, DispatchState
from incidents.errors import Refused
from incidents.intake import Filing
from incidents.models import Area, Incident, Kind
from incidents.places import distance_m

from .stories import JUNK, MIX, REASONS, STORIES

log = logging.getLogger(__name__)

running = True
"""False while somebody has paused the city (the demo's button)."""

STEP_S = 2.0
MOST = 14
SPEED_MPS = 60.0
"""Faster than life, so that a visitor sees a unit arrive."""
HANDS_OFF = timedelta(minutes=3)
"""An incident that a visitor has touched is left to them."""


@dataclass
class City:
    """One run of the city."""

    dice: random.Random
    people: dict[str, Member]
    kelurahan: list[Area]
    step: int = 0

    def live(self) -> None:
        """One step of a few actions; what the state does not allow is simply not done."""
        self.step += 1
        opening = self.step <= 8 or self.dice.random() < 0.22
        if opening and Incident.objects.filter(state="open").count() < MOST:
            self._report()
        for act in (self._answer, self._drive, self._work, self._finish):
            act()

    # ── Intake ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _report(self) -> None:
        taker = self.people[self.dice.choice(("penerima", "penerima2"))]
        if self.step > 8 and self.dice.random() < 0.35:
            outcome, text = self.dice.choice(JUNK)
            self._file({"outcome": outcome, "text": text}, taker)
            return
        code = self.dice.choices([code for code, _ in MIX], [weight for _, weight in MIX])[0]
        kind = Kind.objects.select_related("lead").get(code=code)
        where = self.dice.choice(self.kelurahan)
        lat, lng = where.lat + self.dice.uniform(-0.006, 0.006), where.lng + self.dice.uniform(-0.006, 0.006)
        text, spot = self.dice.choice(STORIES[code])
        agencies = kind.agency_codes()[: 1 + (kind.priority == 1) + (self.dice.random() < 0.3)]
        self._file(
            {
                "outcome": "incident", "text": text, "kind": code,
                "place": {
                    "text": spot.format(kel=where.name, no=self.dice.randint(2, 180), rt=self.dice.randint(1, 9)),
                    "lat": round(lat, 6), "lng": round(lng, 6), "source": "map",
                    "confidence": self.dice.choice(("exact", "street", "area")),
                },
                "caller": {"number": f"+62811{self.dice.randint(1000000, 9999999)}", "safe_to_call_back": True},
                "dispatch_to": agencies,
            },
            taker, kind,
        )  # fmt: skip

    def _file(self, body: dict[str, Any], by: Member, kind: Kind | None = None) -> None:
        place, caller = body.get("place", {}), body.get("caller", {})
        known = uuid.UUID(int=self.dice.getrandbits(128), version=4)
        filing = Filing(
            uuid=known, outcome=body["outcome"], body={"id": str(known), **body}, text=body["text"], kind=kind,
            caller_number=caller.get("number", ""), safe_to_call_back=caller.get("safe_to_call_back"),
            place_text=place.get("text", ""), lat=place.get("lat"), lng=place.get("lng"),
            confidence=place.get("confidence", "unknown"), place_source=place.get("source", ""),
            dispatch_to=body.get("dispatch_to", []),
        )  # fmt: skip
        intake.file_report(filing, by=by)

    # ── Desks ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def _answer(self) -> None:
        waiting = Dispatch.objects.filter(
            state=DispatchState.SENT, incident__opened_by__username__startswith="penerima"
        )
        for dispatch in waiting.select_related("agency", "incident"):
            desk = self.people.get(f"desk.{dispatch.agency.code.lower()}")
            age = (timezone.now() - dispatch.sent_at).total_seconds()
            habit = dispatch.pk % 10  # two in ten desks forget, one declines; which ones is fixed by the number
            if desk is None or age < 5 + habit * 3 or (habit >= 8 and age < 150):
                continue
            if habit == 7:
                _try(dispatches.decline, dispatch, reason=self.dice.choice(REASONS), words="", by=desk)
            else:
                self._send_units(dispatch, desk)

    def _send_units(self, dispatch: Dispatch, desk: Member) -> None:
        free = Unit.objects.filter(agency=dispatch.agency, on_duty=True).exclude(
            assignments__released_at=None, assignments__isnull=False
        )
        near = sorted(free.select_related("post", "position"), key=lambda unit: _metres(unit, dispatch.incident))
        if near:
            _try(assignments.assign, dispatch, [near[0].callsign], by=desk)
        else:
            _try(dispatches.accept, dispatch, by=desk)

    # ── Crews ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def _drive(self) -> None:
        fixes: list[tuple[int, positions.Fix]] = []
        moving = Assignment.objects.filter(status=AssignmentStatus.EN_ROUTE, incident__lat__isnull=False)
        for job in moving.select_related("unit__position", "unit__post", "incident"):
            lat, lng = _where(job.unit)
            metres = distance_m(lat, lng, job.incident.lat or lat, job.incident.lng or lng)
            share = min(1.0, SPEED_MPS * STEP_S / max(metres, 1.0))
            lat, lng = lat + ((job.incident.lat or lat) - lat) * share, lng + ((job.incident.lng or lng) - lng) * share
            fixes.append((0, positions.Fix(job.unit.callsign, lat, lng, timezone.now(), accuracy_m=12.0)))
        if fixes:
            positions.store(fixes, by=self.people["dispatcher"])

    def _work(self) -> None:
        for job in Assignment.objects.filter(released_at=None).select_related(
            "unit__position", "unit__post", "incident"
        ):
            crew = self.people.get(f"kru.{job.unit.callsign.lower()}")
            since = (timezone.now() - job.since).total_seconds()
            step = self._next_step(job, since)
            if crew and step:
                _try(assignments.report_status, job, step, by=crew)

    def _next_step(self, job: Assignment, since: float) -> str | None:
        match job.status:
            case AssignmentStatus.ASSIGNED if since > 4:
                return AssignmentStatus.EN_ROUTE
            case AssignmentStatus.EN_ROUTE if _metres(job.unit, job.incident) < 60 or since > 240:
                return AssignmentStatus.ON_SCENE
            case AssignmentStatus.ON_SCENE if since > 30 + job.pk % 40:
                return AssignmentStatus.TO_DESTINATION if job.unit.type == "ambulance" else AssignmentStatus.CLEAR
            case AssignmentStatus.TO_DESTINATION if since > 25:
                return AssignmentStatus.AT_DESTINATION
            case AssignmentStatus.AT_DESTINATION if since > 15:
                return AssignmentStatus.CLEAR
        return None

    def _finish(self) -> None:
        old = timezone.now() - timedelta(seconds=90)
        quiet = Incident.objects.filter(state="open", opened_at__lt=old, opened_by__username__startswith="penerima")
        for incident in quiet.order_by("opened_at")[:20]:
            states = list(incident.dispatches.values_list("state", flat=True))
            touched = incident.events.exclude(actor__role__in=[Role.FIELD_CREW, Role.AGENCY_OPERATOR, Role.SYSTEM])
            if not states or any(s in ("sent", "accepted", "en_route", "on_scene") for s in states):
                continue
            if (
                touched.filter(at__gt=timezone.now() - HANDS_OFF)
                .exclude(name__in=("incident.opened", "report.filed", "dispatch.sent"))
                .exists()
            ):
                continue
            how = self.dice.choice(("handled", "handled", "referred_hospital", "treated_on_scene", "nil", "calm"))
            _try(endings.close, incident, disposition=how, by=self.people["dispatcher"])


def _try(act: Any, *args: Any, **more: Any) -> None:
    try:
        act(*args, **more)
    except (Refused, PermissionDenied):
        return  # a visitor was faster


def _where(unit: Unit) -> tuple[float, float]:
    fix: Position | None = getattr(unit, "position", None)
    spot = fix or unit.post
    return (spot.lat, spot.lng) if spot else (-7.2575, 112.7521)


def _metres(unit: Unit, incident: Incident) -> float:
    lat, lng = _where(unit)
    return distance_m(lat, lng, incident.lat or lat, incident.lng or lng)


def build(seed: int = 112) -> City:
    people = {member.username: member for member in Member.objects.select_related("agency", "unit")}
    kelurahan = list(Area.objects.filter(level=Area.Level.KELURAHAN).order_by("code"))
    return City(random.Random(seed + Incident.objects.count()), people, kelurahan)


async def live() -> None:
    """Run until the demo ends, on the server's own loop; the steps themselves in a thread."""
    made: City | None = None
    while True:
        await asyncio.sleep(STEP_S)
        if not running:
            continue
        try:
            made = made or await sync_to_async(build, thread_sensitive=False)()
            await sync_to_async(made.live, thread_sensitive=False)()
        except Exception:
            log.exception("The city stumbled; it goes on.")
