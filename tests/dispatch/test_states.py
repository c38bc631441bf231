"""Dispatches and units' work move as the tables say, and in no other way; the database keeps what they reach."""

from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest
from django.utils import timezone, translation

from dispatch.models import Assignment, Dispatch
from dispatch.states import (
    ANSWERED,
    ASSIGNMENT_NEXT,
    EIDO_UNIT_STATUS,
    ENDED,
    NEXT,
    RELEASED,
    STEPS,
    AssignmentStatus,
    DispatchState,
    check_move,
    check_step,
)  # fmt: skip
from incidents.errors import Refused
from tests import make

pytestmark = pytest.mark.domain

MOVES = {
    "sent": {"accepted", "declined", "cancelled"},
    "accepted": {"en_route", "on_scene", "done", "declined", "cancelled"},
    "en_route": {"on_scene", "accepted", "done", "cancelled"},
    "on_scene": {"done", "cancelled"},
    "declined": set(), "done": set(), "cancelled": set(),
}  # fmt: skip
STEPS_ON = {
    "assigned": {"en_route", "on_scene", "to_destination", "at_destination", "clear", "recalled"},
    "en_route": {"on_scene", "to_destination", "at_destination", "clear", "recalled"},
    "on_scene": {"to_destination", "at_destination", "clear", "recalled"},
    "to_destination": {"at_destination", "clear"},
    "at_destination": {"clear"},
    "clear": set(), "recalled": set(),
}  # fmt: skip
"""Both tables, written down a second time: a change of a rule is made in two places on purpose."""


def refusal(check: Callable[[str, str], None], old: str, new: str) -> str:
    """The code of what is said, nothing when it may."""
    try:
        check(old, new)
    except Refused as said:
        return said.code
    return ""


@pytest.mark.parametrize(("old", "new"), list(product(DispatchState.values, repeat=2)))
def test_a_dispatch_may_move_or_is_refused(old: str, new: str) -> None:
    assert refusal(check_move, old, new) == ("" if new in MOVES[old] else "state")


@pytest.mark.parametrize(("old", "new"), list(product(AssignmentStatus.values, repeat=2)))
def test_a_unit_may_step_on_or_is_refused(old: str, new: str) -> None:
    assert refusal(check_step, old, new) == ("" if new in STEPS_ON[old] else "state")


@pytest.mark.django_db
def test_every_move_of_a_dispatch_is_stamped_in_the_database_and_a_refused_one_leaves_it_alone() -> None:
    order = make.dispatch()
    at = timezone.now()
    blank = {f"{state}_at": None for state in DispatchState.values if state != "sent"}

    for old, new in product(DispatchState.values, repeat=2):
        Dispatch.objects.filter(pk=order.pk).update(state=old, **blank)
        one = make.again(order)
        with suppress(Refused):
            one.move_to(DispatchState(new), at=at)

        moved = new in MOVES[old]
        now = make.again(order)
        assert (now.state, getattr(now, f"{new}_at") == at) == (new if moved else old, moved)


@pytest.mark.django_db
def test_every_step_of_a_unit_is_stamped_in_the_database_and_the_last_one_frees_it() -> None:
    job = make.assignment()
    at = timezone.now()
    blank = {f"{status}_at": None for status in AssignmentStatus.values if status != "assigned"}

    for old, new in product(AssignmentStatus.values, repeat=2):
        Assignment.objects.filter(pk=job.pk).update(status=old, released_at=None, **blank)
        one = make.again(job)
        with suppress(Refused):
            one.move_to(AssignmentStatus(new), at=at)

        moved, now = new in STEPS_ON[old], make.again(job)
        assert (now.status, getattr(now, f"{new}_at") == at) == (new if moved else old, moved)
        assert now.released_at == (at if moved and new in ("clear", "recalled") else None)


@pytest.mark.django_db
def test_coming_back_to_accepted_keeps_the_first_stamp() -> None:
    order = make.dispatch()
    first, later = timezone.now(), timezone.now()
    order.move_to(DispatchState.ACCEPTED, at=first)
    order.move_to(DispatchState.EN_ROUTE, at=later)

    order.move_to(DispatchState.ACCEPTED, at=later)

    assert make.again(order).accepted_at == first


def test_the_tables_name_every_state() -> None:
    assert set(NEXT) == set(DispatchState.values)
    assert set(ASSIGNMENT_NEXT) == set(EIDO_UNIT_STATUS) == set(AssignmentStatus.values)
    assert set(ENDED) == {state for state, then in MOVES.items() if not then}
    assert {"sent", *ENDED, *ANSWERED} == set(DispatchState.values)
    assert set(RELEASED) == {status for status, then in STEPS_ON.items() if not then}
    assert set(STEPS) == set(AssignmentStatus.values) - {"assigned", "recalled"}


def test_refusals_are_sentences_in_the_reader_s_language() -> None:
    with translation.override("en"):
        with pytest.raises(Refused) as dispatch_said:
            check_move("done", "accepted")
        with pytest.raises(Refused) as unit_said:
            check_step("clear", "on_scene")

    assert dispatch_said.value.message == "The dispatch is already done; it can't become accepted."
    assert unit_said.value.message == "The unit is already clear; it can't become on scene."
