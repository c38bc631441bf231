"""The states of dispatches and assignments, as tables. The same tables drive server, screens and docs."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.errors import Refused


class DispatchState(models.TextChoices):
    SENT = "sent", gettext_lazy("sent")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    DECLINED = "declined", gettext_lazy("declined")
    EN_ROUTE = "en_route", gettext_lazy("en route")
    ON_SCENE = "on_scene", gettext_lazy("on scene")
    DONE = "done", gettext_lazy("done")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


S = DispatchState
NEXT: dict[str, frozenset[str]] = {
    S.SENT: frozenset({S.ACCEPTED, S.DECLINED, S.CANCELLED}),
    S.ACCEPTED: frozenset({S.EN_ROUTE, S.ON_SCENE, S.DONE, S.DECLINED, S.CANCELLED}),
    # Back to accepted when every unit was recalled on the way: the agency still has the job.
    S.EN_ROUTE: frozenset({S.ON_SCENE, S.ACCEPTED, S.DONE, S.CANCELLED}),
    S.ON_SCENE: frozenset({S.DONE, S.CANCELLED}),
    S.DECLINED: frozenset(),
    S.DONE: frozenset(),
    S.CANCELLED: frozenset(),
}
ENDED = (S.DECLINED, S.DONE, S.CANCELLED)
ANSWERED = (S.ACCEPTED, S.EN_ROUTE, S.ON_SCENE)


class AssignmentStatus(models.TextChoices):
    ASSIGNED = "assigned", gettext_lazy("assigned")
    EN_ROUTE = "en_route", gettext_lazy("en route")
    ON_SCENE = "on_scene", gettext_lazy("on scene")
    TO_DESTINATION = "to_destination", gettext_lazy("to destination")
    AT_DESTINATION = "at_destination", gettext_lazy("at destination")
    CLEAR = "clear", gettext_lazy("clear")
    RECALLED = "recalled", gettext_lazy("recalled")


A = AssignmentStatus
# A crew may skip a step it forgot to report: the missing stamp is then shown as missing. It never goes back.
ASSIGNMENT_NEXT: dict[str, frozenset[str]] = {
    A.ASSIGNED: frozenset({A.EN_ROUTE, A.ON_SCENE, A.TO_DESTINATION, A.AT_DESTINATION, A.CLEAR, A.RECALLED}),
    A.EN_ROUTE: frozenset({A.ON_SCENE, A.TO_DESTINATION, A.AT_DESTINATION, A.CLEAR, A.RECALLED}),
    A.ON_SCENE: frozenset({A.TO_DESTINATION, A.AT_DESTINATION, A.CLEAR, A.RECALLED}),
    A.TO_DESTINATION: frozenset({A.AT_DESTINATION, A.CLEAR}),
    A.AT_DESTINATION: frozenset({A.CLEAR}),
    A.CLEAR: frozenset(),
    A.RECALLED: frozenset(),
}
RELEASED = (A.CLEAR, A.RECALLED)
STEPS = (A.EN_ROUTE, A.ON_SCENE, A.TO_DESTINATION, A.AT_DESTINATION, A.CLEAR)
"""What a crew reports, in order; the field page shows the first that is still to come as its one big button."""

EIDO_UNIT_STATUS = {
    A.ASSIGNED: "Dispatched",
    A.EN_ROUTE: "EnRoute",
    A.ON_SCENE: "OnScene",
    A.TO_DESTINATION: "EnRouteToSecondaryLocation",
    A.AT_DESTINATION: "AtSecondaryLocation",
    A.CLEAR: "Available",
    A.RECALLED: "Available",
}
"""Our canonical codes in the words of EIDO's primary unit status (NENA-STA-021.1b)."""


class DeclineReason(models.TextChoices):
    BUSY = "busy", gettext_lazy("busy")
    NOT_OURS = "not_ours", gettext_lazy("not ours")
    NEED_OTHER_AGENCY = "need_other_agency", gettext_lazy("need another agency")
    OUT_OF_AREA = "out_of_area", gettext_lazy("out of area")
    OTHER = "other", gettext_lazy("other")


def check_move(old: str, new: str) -> None:
    """Raise Refused unless a dispatch may go from `old` to `new`."""
    if new not in NEXT[old]:
        raise Refused(
            _("The dispatch is already %(old)s; it can't become %(new)s.")
            % {"old": DispatchState(old).label, "new": DispatchState(new).label},
            code="state",
        )


def check_step(old: str, new: str) -> None:
    """Raise Refused unless a unit's work may go from `old` to `new`."""
    if new not in ASSIGNMENT_NEXT[old]:
        raise Refused(
            _("The unit is already %(old)s; it can't become %(new)s.")
            % {"old": AssignmentStatus(old).label, "new": AssignmentStatus(new).label},
            code="state",
        )
