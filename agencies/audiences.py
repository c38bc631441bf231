"""Audiences: readers who may see exactly the same, so that a card is drawn and encoded once for all of them."""

from dataclasses import dataclass

from .models import Member, Role

ROOM_ROLES = (Role.CALL_TAKER, Role.DISPATCHER)


@dataclass(frozen=True, slots=True)
class Audience:
    """What decides sight: the view, and whose. Two members with equal audiences get the same octets."""

    view: str
    """`room`, `supervisor`, `agency`, `crew`, `auditor`, `client` or `nobody`."""
    cleared: bool = False
    agency_id: int | None = None
    unit_id: int | None = None
    member_id: int | None = None

    def __str__(self) -> str:
        return f"{self.view}:{self.agency_id or self.unit_id or self.member_id or ''}{'+' if self.cleared else ''}"


NOBODY = Audience("nobody")


def audience_of(member: Member) -> Audience:
    """The audience a member belongs to, decided by the server from who they are."""
    if not member.is_authenticated or not member.is_active:
        return NOBODY
    match member.role:
        case Role.CALL_TAKER | Role.DISPATCHER:
            return Audience("room", cleared=member.cleared)
        case Role.SUPERVISOR:
            return Audience("supervisor", cleared=True)
        case Role.AGENCY_OPERATOR if member.agency_id:
            return Audience("agency", agency_id=member.agency_id)
        case Role.FIELD_CREW if member.unit_id:
            return Audience("crew", unit_id=member.unit_id, agency_id=member.agency_id)
        case Role.AUDITOR:
            return Audience("auditor")
        case Role.API_CLIENT:
            return Audience("client", member_id=member.pk)
    return NOBODY
