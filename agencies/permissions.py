"""Who may do what: one table of roles and rights. Asked in the first line of every action."""

from enum import Enum

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .models import Member, Role


class Can(Enum):
    """A right. Where it names an agency, agency people hold it only for their own agency."""

    TAKE_REPORTS = "take reports, drafts and calls"
    SUBMIT_REPORTS = "file reports of one's own through the API"
    EDIT_INCIDENTS = "change kind, priority, place, lead; attach reports"
    WRITE_NOTES = "add a note to an incident in sight"
    SEND_DISPATCHES = "send an incident to agencies"
    ANSWER_DISPATCHES = "accept, decline, assign units, finish (agency)"
    WORK_ASSIGNMENTS = "report the progress of a unit (agency or own unit)"
    OVERRIDE_ASSIGNMENTS = "assign a unit that is already out, with a reason (agency)"
    CLOSE_INCIDENTS = "close, reopen"
    MERGE_INCIDENTS = "merge and unmerge"
    SUPERVISE = "take over, ring the ladder, settle declined dispatches"
    VERIFY_INCIDENTS = "set what is known to be true of an incident"
    DECLARE_FALSE = "close as a proven false report"
    REVEAL_SEALED = "open a sealed incident with a reason"
    REPORT_POSITIONS = "send positions (agency or own unit)"
    SET_DUTY = "put units on and off duty (agency or own unit)"
    REVIEW_INTAKE = "work off broken reports and left drafts"
    READ_FIGURES = "read the figures of the shift"
    READ_JOURNAL = "read the journal"
    REPORT_CALLS = "tell of telephone calls (PBX)"
    RUN_SYSTEM = "what the clock does by itself"


C = Can
_ROOM = {
    C.TAKE_REPORTS, C.SUBMIT_REPORTS, C.EDIT_INCIDENTS, C.WRITE_NOTES, C.SEND_DISPATCHES, C.CLOSE_INCIDENTS,
    C.VERIFY_INCIDENTS, C.REVIEW_INTAKE, C.READ_FIGURES, C.MERGE_INCIDENTS,
}  # fmt: skip
_DESK = {C.ANSWER_DISPATCHES, C.WORK_ASSIGNMENTS, C.REPORT_POSITIONS, C.SET_DUTY}

GRANTS: dict[str, frozenset[Can]] = {
    Role.CALL_TAKER: frozenset(_ROOM),
    Role.DISPATCHER: frozenset(_ROOM | _DESK | {C.OVERRIDE_ASSIGNMENTS, C.REVEAL_SEALED}),
    Role.SUPERVISOR: frozenset(
        _ROOM | _DESK
        | {C.OVERRIDE_ASSIGNMENTS, C.SUPERVISE, C.DECLARE_FALSE, C.REVEAL_SEALED, C.READ_JOURNAL}
    ),
    Role.AGENCY_OPERATOR: frozenset(_DESK | {C.WRITE_NOTES, C.OVERRIDE_ASSIGNMENTS, C.VERIFY_INCIDENTS}),
    Role.FIELD_CREW: frozenset({C.WORK_ASSIGNMENTS, C.REPORT_POSITIONS, C.SET_DUTY, C.WRITE_NOTES}),
    Role.AUDITOR: frozenset({C.READ_JOURNAL, C.READ_FIGURES}),
    Role.ADMINISTRATOR: frozenset(),
    Role.API_CLIENT: frozenset({C.SUBMIT_REPORTS, C.REPORT_POSITIONS, C.REPORT_CALLS}),
    Role.SYSTEM: frozenset({C.RUN_SYSTEM}),
}  # fmt: skip

BOUND_TO_AGENCY = {Role.AGENCY_OPERATOR, Role.FIELD_CREW, Role.API_CLIENT}
"""Roles whose agency rights reach their own agency only; the room's people may act for any (by phone or radio)."""


def may(by: Member, right: Can, *, agency_id: int | None = None, unit_id: int | None = None) -> bool:
    """Whether the member holds the right, for this agency or unit where the right is about one."""
    if not by.is_active or right not in GRANTS.get(by.role, frozenset()):
        return False
    if unit_id is not None and by.role == Role.FIELD_CREW:
        return by.unit_id == unit_id
    if agency_id is not None and by.role in BOUND_TO_AGENCY:
        return by.agency_id == agency_id
    return True


def require(by: Member, right: Can, *, agency_id: int | None = None, unit_id: int | None = None) -> None:
    """Raise PermissionDenied (403) unless the member may."""
    if not may(by, right, agency_id=agency_id, unit_id=unit_id):
        raise PermissionDenied(_("Your role may not do this."))
