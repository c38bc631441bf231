"""What a supervisor does about an order that nobody answers: hold it, ring the next rung, settle a declined one."""

from datetime import timedelta

from django.utils.translation import gettext as _

from agencies.models import Member
from agencies.permissions import Can, require
from incidents import moment
from incidents.errors import Refused
from incidents.journal import action, record

from .. import orders
from ..models import Dispatch, Timer
from ..states import DispatchState


def _unanswered(dispatch: Dispatch) -> Dispatch:
    dispatch = orders.lock(dispatch)
    if dispatch.state != DispatchState.SENT:
        raise Refused(_("This dispatch has been answered already."), code="state")
    return dispatch


@action
def hold(dispatch: Dispatch, *, by: Member) -> Dispatch:
    """A supervisor takes an unanswered order over for some minutes; still unanswered then, it rings again."""
    require(by, Can.SUPERVISE)
    dispatch = _unanswered(dispatch)
    at = moment.now()
    Timer.objects.stop(dispatch, at=at)
    dispatch.held_by = by
    dispatch.save(update_fields=["held_by"])
    Timer.objects.start(dispatch, Timer.Kind.HOLD, due_at=at + timedelta(seconds=dispatch.hold_s))
    dispatch.incident.owner = by
    dispatch.incident.save(update_fields=["owner"])
    record("dispatch.held", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk)
    return dispatch


@action
def ring_now(dispatch: Dispatch, *, by: Member) -> Dispatch:
    """A supervisor rings the next rung of the ladder without waiting for the clock."""
    require(by, Can.SUPERVISE)
    dispatch = _unanswered(dispatch)
    at = moment.now()
    Timer.objects.stop(dispatch, at=at)
    orders.ring(dispatch, by=by, at=at)
    return dispatch


@action
def settle(dispatch: Dispatch, *, by: Member) -> Dispatch:
    """A supervisor has dealt with a declined order: it leaves the list of what waits."""
    require(by, Can.SUPERVISE)
    dispatch = orders.lock(dispatch)
    if dispatch.state != DispatchState.DECLINED:
        raise Refused(_("Only a declined dispatch can be settled."), code="state")
    if dispatch.settled_at is None:
        dispatch.settled_at = moment.now()
        dispatch.save(update_fields=["settled_at"])
        record("dispatch.settled", by=by, incident=dispatch.incident, agency=dispatch.agency.code, dispatch=dispatch.pk)
    return dispatch
