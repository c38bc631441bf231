"""Whether those who are listening may still listen."""

from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from agencies.audiences import NOBODY, Audience, audience_of
from agencies.models import Member

SIGN_IN, FORBIDDEN, CHANGED = 4401, 4403, 4409


def verdicts(asked: Iterable[tuple[Any, int, str | None, Audience]]) -> list[tuple[Any, int]]:
    """For (socket, member id, session key, audience): those to close, and the close code of contract.md."""
    asked = list(asked)
    members = Member.objects.in_bulk({member_id for _, member_id, _, _ in asked})
    keys = {key for _, _, key, _ in asked if key}
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    closing = []
    for socket, member_id, key, audience in asked:
        member = members.get(member_id)
        now = audience_of(member) if member else NOBODY
        if key and key not in alive:
            closing.append((socket, SIGN_IN))
        elif now == NOBODY:
            closing.append((socket, FORBIDDEN))
        elif now != audience:
            closing.append((socket, CHANGED))
    return closing
