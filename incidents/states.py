"""The states of incidents and reports, as tables."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import Refused


class IncidentState(models.TextChoices):
    OPEN = "open", gettext_lazy("open")
    CLOSED = "closed", gettext_lazy("closed")
    MERGED = "merged", gettext_lazy("merged")


NEXT: dict[str, frozenset[str]] = {
    IncidentState.OPEN: frozenset({IncidentState.CLOSED, IncidentState.MERGED}),
    IncidentState.CLOSED: frozenset({IncidentState.OPEN}),
    IncidentState.MERGED: frozenset({IncidentState.OPEN}),
}

EIDO_STATUS = {IncidentState.OPEN: "Active", IncidentState.CLOSED: "Closed", IncidentState.MERGED: "Closed"}
"""The words of the EIDO incident status registry (NENA-STA-021.1b) for ours."""


def check_incident_move(old: str, new: str) -> None:
    """Raise Refused unless the table allows the move."""
    if new not in NEXT[old]:
        raise Refused(
            _("The incident is %(old)s; it can't become %(new)s.")
            % {"old": IncidentState(old).label, "new": IncidentState(new).label},
            code="state",
        )


def check_open(state: str) -> None:
    """Raise Refused unless the incident is open: nothing is sent or changed on an ended one."""
    if state != IncidentState.OPEN:
        raise Refused(_("The incident is %(state)s.") % {"state": IncidentState(state).label}, code="state")


def check_not_closed(state: str) -> None:
    """Raise Refused when the incident has been closed; a merged one still has its own crews at work."""
    if state == IncidentState.CLOSED:
        raise Refused(_("The incident is %(state)s.") % {"state": IncidentState(state).label}, code="state")
