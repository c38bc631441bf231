"""Telephone calls as the PBX tells of them."""

from datetime import datetime
from typing import Any

from agencies.models import Member
from agencies.permissions import Can, require

from .. import moment
from ..journal import action, record
from ..models import Call

STAMP = {
    "ringing": "ringing_at", "answered": "answered_at", "hangup": "ended_at", "transferred": "transferred_at",
}  # fmt: skip


@action
def tell(call_id: str, event: str, *, at: datetime | None, by: Member, **known: Any) -> tuple[Call, bool]:
    """Take one event of a call; the same event again changes nothing. Returns the call and whether it was news."""
    require(by, Can.REPORT_CALLS)
    now = moment.now()
    Call.objects.bulk_create([Call(call_id=call_id, created_at=now)], ignore_conflicts=True)
    call = Call.objects.select_for_update().get(call_id=call_id)
    if getattr(call, STAMP[event]) is not None:
        return call, False
    setattr(call, STAMP[event], at or now)
    for name in ("number", "line", "lat", "lng", "accuracy_m"):
        if known.get(name) not in (None, ""):
            setattr(call, name, known[name])
    call.save()
    record(f"call.{event}", by=by, call=call)
    return call, True
