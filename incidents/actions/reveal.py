"""Opening a seal: a read that matters is an action too, with a reason and a line in the journal."""

from datetime import timedelta

from django.utils.translation import gettext as _

from agencies.models import Member
from agencies.permissions import Can, require

from .. import moment
from ..errors import Refused
from ..journal import action, record
from ..models import Incident, Reveal

LASTS = timedelta(minutes=30)
REASON_CHARS = 15


@action
def reveal(incident: Incident, *, reason: str, by: Member) -> Reveal:
    """Open a sealed incident for half an hour. It works at once; the supervisors are told and it stays on record."""
    require(by, Can.REVEAL_SEALED)
    reason = reason.replace("\x00", "").strip()
    if len(reason) < REASON_CHARS:
        raise Refused(_("Give the reason in at least %(n)d characters.") % {"n": REASON_CHARS}, code="reason")
    at = moment.now()
    opened = Reveal.objects.create(incident=incident, member=by, reason=reason, at=at, until=at + LASTS)
    record("incident.revealed", by=by, incident=incident, member=by, reveal=opened.pk)
    return opened


def in_force(incident: Incident, member: Member) -> bool:
    """Whether this member has the seal open now."""
    return Reveal.objects.filter(incident=incident, member=member, until__gt=moment.now()).exists()
