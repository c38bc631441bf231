"""What is done with an order to an agency: send, see, accept, decline, finish, cancel."""

from django.utils.translation import gettext as _

from agencies.models import Member, Unit
from agencies.permissions import Can, require
from incidents import moment
from incidents.errors import Refused
from incidents.journal import action, record
from incidents.models import Incident, Note
from incidents.states import check_not_closed, check_open

from .. import orders
from ..models import Dispatch, Timer
from ..orders import lock, note
from ..states import DeclineReason, DispatchState


@action
def send(
    incident: Incident, agencies: list[str], *, by: Member, units: list[str] | None = None, reason: str = ""
) -> list[Dispatch]:
    """Order agencies (codes) to an incident; call-signs are a wish that the agency's desk may follow."""
    require(by, Can.SEND_DISPATCHES)
    incident = Incident.objects.locked(incident.pk)
    check_open(incident.state)
    at = moment.now()
    wanted: dict[int, list[str]] = {}
    chosen = orders.find_agencies(agencies)
    for unit in Unit.objects.filter(callsign__in=[callsign.upper() for callsign in units or []]).select_related(
        "agency"
    ):
        wanted.setdefault(unit.agency_id, []).append(unit.callsign)
        if unit.agency not in chosen:
            chosen.append(unit.agency)
    if not chosen:
        raise Refused(_("Choose at least one agency."), code="no_agency")
    sent = orders.send(incident, chosen, by=by, at=at, units=wanted)
    if not sent:
        raise Refused(_("These agencies already have this incident."), code="already_sent")
    if reason.strip():
        Note.objects.create(incident=incident, about=Note.About.REASON, by=by, at=at, text=reason.strip())
    return sent


@action
def see(dispatch: Dispatch, *, by: Member) -> Dispatch:
    """The agency's desk has it on its screen. The clock goes on: seen is not accepted."""
    require(by, Can.ANSWER_DISPATCHES, agency_id=dispatch.agency_id)
    dispatch = lock(dispatch)
    if dispatch.seen_at is None and dispatch.live:
        dispatch.seen_at = moment.now()
        dispatch.save(update_fields=["seen_at"])
        record("dispatch.seen", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk)
    return dispatch


@action
def accept(dispatch: Dispatch, *, by: Member) -> Dispatch:
    """The agency takes the job."""
    require(by, Can.ANSWER_DISPATCHES, agency_id=dispatch.agency_id)
    dispatch = lock(dispatch)
    check_not_closed(dispatch.incident.state)
    orders.take(dispatch, by=by, at=moment.now())
    return dispatch


@action
def decline(dispatch: Dispatch, *, reason: str, words: str = "", by: Member) -> Dispatch:
    """The agency does not take it, and says why. The supervisor is told at once: the chip stays until it is settled."""
    require(by, Can.ANSWER_DISPATCHES, agency_id=dispatch.agency_id)
    if reason not in DeclineReason.values:
        raise Refused(_("Say why: busy, not ours, need another agency, out of area or other."), code="reason")
    if reason == DeclineReason.OTHER and not words.strip():
        raise Refused(_("Say in a few words why."), code="reason")
    dispatch = lock(dispatch)
    at = moment.now()
    if dispatch.assignments.filter(released_at=None).exists():
        raise Refused(_("Units are still on this job: recall them first."), code="units_out")
    dispatch.move_to(DispatchState.DECLINED, at=at)
    dispatch.decline_reason, dispatch.held_by = reason, None
    dispatch.save(update_fields=["decline_reason", "held_by"])
    Timer.objects.stop(dispatch, at=at)
    note(dispatch, words, about=Note.About.DECLINE, by=by, at=at)
    record(
        "dispatch.declined", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk,
        reason=reason,
    )  # fmt: skip
    return dispatch


@action
def finish(dispatch: Dispatch, *, words: str = "", by: Member) -> Dispatch:
    """The agency has done its part and reports back. Its units must be free again."""
    require(by, Can.ANSWER_DISPATCHES, agency_id=dispatch.agency_id)
    dispatch = lock(dispatch)
    at = moment.now()
    if dispatch.assignments.filter(released_at=None).exists():
        raise Refused(_("Units are still on this job: clear or recall them first."), code="units_out")
    dispatch.move_to(DispatchState.DONE, at=at)
    note(dispatch, words, about=Note.About.FINISH, by=by, at=at)
    record("dispatch.done", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk)
    return dispatch


@action
def cancel(dispatch: Dispatch, *, reason: str = "", by: Member) -> Dispatch:
    """The room calls an order back; units on the way are recalled at once."""
    require(by, Can.SEND_DISPATCHES)
    dispatch = lock(dispatch)
    at = moment.now()
    dispatch.move_to(DispatchState.CANCELLED, at=at)
    Timer.objects.stop(dispatch, at=at)
    for assignment in dispatch.assignments.filter(released_at=None).select_related("unit"):
        orders.release(assignment, dispatch, by=by, at=at)
    note(dispatch, reason, about=Note.About.REASON, by=by, at=at)
    record("dispatch.cancelled", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk)
    return dispatch
