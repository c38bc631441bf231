"""Building blocks of what happens to an order, used inside the transaction of an action or of the clock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from agencies.models import Agency, Member, Rung
from incidents.errors import Refused
from incidents.journal import record
from incidents.models import Incident, Note

from .models import Assignment, Dispatch, EscalationPlan, Timer
from .states import ENDED, AssignmentStatus, DispatchState

FALLBACK_LADDER = [
    {"rung": Rung.DESK.value, "wait_s": 60},
    {"rung": Rung.SHIFT_SUPERVISOR.value, "wait_s": 60},
    {"rung": Rung.HEAD.value, "wait_s": 120},
]
"""Used when no plan fits: an order that nobody answers must ring somebody, whatever was deleted in the admin."""


def find_agencies(codes: list[str]) -> list[Agency]:
    """The agencies of these codes, in this order, each once; raise Refused when one does not exist."""
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes))
    known = {agency.code: agency for agency in Agency.objects.filter(code__in=wanted, active=True)}
    if unknown := [code for code in wanted if code not in known]:
        raise Refused(_("There is no agency %(code)s.") % {"code": ", ".join(unknown)}, code="unknown_agency")
    return [known[code] for code in wanted]


def send(
    incident: Incident, agencies: list[Agency], *, by: Member, at: datetime, units: dict[int, list[str]] | None = None
) -> list[Dispatch]:
    """Order these agencies to the (locked) incident; one that already has a live order is left as it is."""
    live = set(incident.dispatches.exclude(state__in=ENDED).values_list("agency_id", flat=True))
    sent = []
    for agency in agencies:
        if agency.pk in live:
            continue
        live.add(agency.pk)
        plan = EscalationPlan.for_case(kind=incident.kind, agency=agency, priority=incident.priority)
        ladder = plan.ladder() if plan else []
        dispatch = Dispatch.objects.create(
            incident=incident, agency=agency, sent_by=by, sent_at=at, ladder=ladder or FALLBACK_LADDER,
            hold_s=plan.hold_s if plan else 300, asked_units=(units or {}).get(agency.pk, []),
        )  # fmt: skip
        Timer.objects.start(dispatch, Timer.Kind.ACCEPT, due_at=at + timedelta(seconds=dispatch.ladder[0]["wait_s"]))
        record("dispatch.sent", by=by, incident=incident, agency=agency.code, dispatch=dispatch.pk)
        sent.append(dispatch)
    if sent:
        # Whoever had declined is answered for: somebody has sent another agency.
        incident.dispatches.filter(state="declined", settled_at=None).update(settled_at=at)
    return sent


def ring(dispatch: Dispatch, *, by: Member | None, at: datetime) -> None:
    """Ring the next rung of an unanswered order and let the one after it be due; the last stays overdue."""
    rungs = [step["rung"] for step in dispatch.ladder]
    waited = dispatch.rung
    dispatch.rung = rungs[min(dispatch.step, len(rungs) - 1)]
    dispatch.step += 1
    dispatch.held_by = None
    dispatch.save(update_fields=["rung", "step", "held_by"])
    if dispatch.step < len(dispatch.ladder):
        wait = timedelta(seconds=dispatch.ladder[dispatch.step]["wait_s"])
        Timer.objects.start(dispatch, Timer.Kind.ACCEPT, due_at=at + wait)
    record(
        "dispatch.rang", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk,
        step=dispatch.step, rung=dispatch.rung, after=waited or None,
    )  # fmt: skip


def lock(dispatch: Dispatch) -> Dispatch:
    """The dispatch as it is now, with its incident's row locked: the one lock of everything that happens to it."""
    incident = Incident.objects.locked(dispatch.incident_id)
    fresh = Dispatch.objects.select_related("agency", "held_by").get(pk=dispatch.pk)
    fresh.incident = incident
    return fresh


def take(dispatch: Dispatch, *, by: Member, at: datetime) -> None:
    """Accept inside a transaction that holds the lock."""
    dispatch.move_to(DispatchState.ACCEPTED, at=at)
    if dispatch.seen_at is None or dispatch.held_by_id:
        dispatch.seen_at, dispatch.held_by = dispatch.seen_at or at, None
        dispatch.save(update_fields=["seen_at", "held_by"])
    Timer.objects.stop(dispatch, at=at)
    record("dispatch.accepted", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk)


def release(assignment: Assignment, dispatch: Dispatch, *, by: Member, at: datetime) -> None:
    """Free a unit inside a transaction: recalled, or clear when it already carries a patient away."""
    loaded = assignment.status in (AssignmentStatus.TO_DESTINATION, AssignmentStatus.AT_DESTINATION)
    status = AssignmentStatus.CLEAR if loaded else AssignmentStatus.RECALLED
    assignment.move_to(status, at=at)
    record(
        f"assignment.{status}", by=by, incident=dispatch.incident, unit=assignment.unit, agency=dispatch.agency.code,
        callsign=assignment.unit.callsign, assignment=assignment.pk,
    )  # fmt: skip


def note(dispatch: Dispatch, words: str, *, about: str, by: Member, at: datetime) -> None:
    """Keep what somebody said about an order, if they said anything."""
    if words.strip():
        Note.objects.create(
            incident=dispatch.incident, about=about, agency=dispatch.agency, by=by, at=at, text=words.strip()
        )
