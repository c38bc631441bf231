"""Units on a job: assign, report progress, recall, duty."""

from datetime import datetime

from django.utils.translation import gettext as _

from agencies.models import Member, Unit
from agencies.permissions import Can, require
from incidents import moment
from incidents.errors import Refused
from incidents.journal import action, record
from incidents.models import Note
from incidents.states import check_not_closed

from ..models import Assignment, Dispatch
from ..orders import lock, note, release, take
from ..states import ANSWERED, AssignmentStatus, DispatchState


@action
def assign(dispatch: Dispatch, callsigns: list[str], *, by: Member, override: str = "") -> list[Assignment]:
    """Put units of the agency on the job; assigning accepts. A unit that is already out needs a reason."""
    require(by, Can.ANSWER_DISPATCHES, agency_id=dispatch.agency_id)
    if override.strip():
        require(by, Can.OVERRIDE_ASSIGNMENTS, agency_id=dispatch.agency_id)
    dispatch = lock(dispatch)
    check_not_closed(dispatch.incident.state)
    at = moment.now()
    wanted = list(dict.fromkeys(callsign.strip().upper() for callsign in callsigns if callsign.strip()))
    # Rows locked in one order: two desks assigning the same two units wait for one another instead of deadlocking.
    units = list(Unit.objects.select_for_update(of=("self",)).filter(callsign__in=wanted).order_by("pk"))
    if not wanted:
        raise Refused(_("Choose at least one unit."), code="no_unit")
    if len(units) != len(wanted) or any(unit.agency_id != dispatch.agency_id for unit in units):
        known = {unit.callsign for unit in units if unit.agency_id == dispatch.agency_id}
        strange = ", ".join(callsign for callsign in wanted if callsign not in known)
        raise Refused(_("%(units)s: no unit of this agency.") % {"units": strange}, code="unknown_unit")
    if dispatch.state == DispatchState.SENT:
        take(dispatch, by=by, at=at)
    elif dispatch.state not in ANSWERED:
        raise Refused(_("The dispatch has ended; send the agency again."), code="state")
    return [_assign(dispatch, unit, by=by, at=at, override=override.strip()) for unit in units]


def _assign(dispatch: Dispatch, unit: Unit, *, by: Member, at: datetime, override: str) -> Assignment:
    busy = unit.assignments.filter(released_at=None).first()
    if busy and busy.dispatch_id == dispatch.pk:
        return busy
    if busy and not override:
        raise Refused(
            _("%(unit)s is already on another job; assign it all the same only with a reason.")
            % {"unit": unit.callsign},
            code="unit_busy",
        )
    if not unit.on_duty and not override:
        raise Refused(_("%(unit)s is off duty.") % {"unit": unit.callsign}, code="off_duty")
    assignment = Assignment.objects.create(
        incident=dispatch.incident, dispatch=dispatch, unit=unit, assigned_by=by, assigned_at=at,
        override=override if busy else "",
    )  # fmt: skip
    if override:
        note(dispatch, override, about=Note.About.REASON, by=by, at=at)
    record(
        "assignment.assigned", by=by, incident=dispatch.incident, unit=unit, agency=dispatch.agency.code,
        callsign=unit.callsign, assignment=assignment.pk, override=bool(busy),
    )  # fmt: skip
    return assignment


@action
def report_status(assignment: Assignment, status: str, *, by: Member, at: datetime | None = None) -> Assignment:
    """A unit has got one step further. `at` is when it happened, for a phone that was without a network."""
    unit = assignment.unit
    require(by, Can.WORK_ASSIGNMENTS, agency_id=unit.agency_id, unit_id=unit.pk)
    if status not in AssignmentStatus.values or status == AssignmentStatus.ASSIGNED:
        raise Refused(_("There is no such status."), code="status")
    if status == AssignmentStatus.RECALLED:
        require(by, Can.ANSWER_DISPATCHES, agency_id=unit.agency_id)
    dispatch = lock(assignment.dispatch)
    assignment = Assignment.objects.select_related("unit").get(pk=assignment.pk)
    if assignment.status == status:
        return assignment  # the second tap of a tired thumb
    now = moment.now()
    # A phone's own clock can be wrong: a step lies between the assigning and now.
    when = min(max(at, assignment.assigned_at), now) if at else now
    if status == AssignmentStatus.RECALLED:
        release(assignment, dispatch, by=by, at=when)
    else:
        assignment.move_to(AssignmentStatus(status), at=when)
        record(
            f"assignment.{status}", by=by, incident=dispatch.incident, unit=assignment.unit,
            agency=dispatch.agency.code, callsign=assignment.unit.callsign, assignment=assignment.pk,
            reported=at.isoformat() if at else None,
        )  # fmt: skip
    _follow(dispatch, assignment, by=by, at=when)
    return assignment


def _follow(dispatch: Dispatch, assignment: Assignment, *, by: Member, at: datetime) -> None:
    """The order goes with its foremost unit; it is done when the last one that got there is clear."""
    rank = {DispatchState.ACCEPTED: 0, DispatchState.EN_ROUTE: 1, DispatchState.ON_SCENE: 2}
    if dispatch.state not in rank:
        return
    state = dispatch.state
    if assignment.status in (AssignmentStatus.EN_ROUTE, AssignmentStatus.ON_SCENE):
        if rank[DispatchState(assignment.status)] > rank[DispatchState(state)]:
            dispatch.move_to(DispatchState(assignment.status), at=at)
    elif assignment.status in (AssignmentStatus.TO_DESTINATION, AssignmentStatus.AT_DESTINATION):
        if state != DispatchState.ON_SCENE:
            # The crew skipped "on scene": the order is there, but nobody knows since when, so no stamp is made up.
            dispatch.state = DispatchState.ON_SCENE
            dispatch.save(update_fields=["state"])
    elif not dispatch.assignments.filter(released_at=None).exists():
        worked = dispatch.assignments.filter(status=AssignmentStatus.CLEAR).exists()
        if worked:
            dispatch.move_to(DispatchState.DONE, at=at)
            record(
                "dispatch.done", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk
            )
        elif state == DispatchState.EN_ROUTE:
            dispatch.move_to(DispatchState.ACCEPTED, at=at)


@action
def set_duty(unit: Unit, *, on_duty: bool, by: Member) -> Unit:
    """A crew starts or ends its duty. A unit that is out cannot go off duty."""
    require(by, Can.SET_DUTY, agency_id=unit.agency_id, unit_id=unit.pk)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if unit.on_duty == on_duty:
        return unit
    if not on_duty and unit.assignments.filter(released_at=None).exists():
        raise Refused(_("%(unit)s is still on a job.") % {"unit": unit.callsign}, code="unit_busy")
    unit.on_duty = on_duty
    unit.save(update_fields=["on_duty"])
    record("unit.on_duty" if on_duty else "unit.off_duty", by=by, unit=unit, callsign=unit.callsign)
    return unit
