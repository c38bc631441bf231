"""Incidents move as the table says, and in no other way."""

from itertools import product

import pytest
from django.utils import translation

from incidents.errors import Refused
from incidents.models import Incident, IncidentState
from incidents.states import EIDO_STATUS, NEXT, check_incident_move, check_not_closed, check_open

pytestmark = pytest.mark.domain

MOVES = {("open", "closed"), ("open", "merged"), ("closed", "open"), ("merged", "open")}
"""Every way an incident may go, written down a second time."""


@pytest.mark.parametrize(("old", "new"), list(product(IncidentState.values, repeat=2)))
def test_an_incident_moves_or_is_refused(old: str, new: str) -> None:
    incident = Incident(state=old)

    try:
        incident.move_to(IncidentState(new))
        said = ""
    except Refused as refusal:
        said = refusal.code

    moved = (old, new) in MOVES
    assert (said, incident.state) == ("" if moved else "state", new if moved else old)


def test_every_state_has_its_row_and_its_word_for_others() -> None:
    assert set(NEXT) == set(EIDO_STATUS) == set(IncidentState)


def test_a_refusal_says_what_is_and_what_can_not_be() -> None:
    with translation.override("en"), pytest.raises(Refused) as refusal:
        check_incident_move("closed", "merged")

    assert refusal.value.message == "The incident is closed; it can't become merged."


@pytest.mark.parametrize(
    ("state", "open_", "not_closed"), [("open", True, True), ("merged", False, True), ("closed", False, False)]
)
def test_nothing_is_sent_on_an_ended_incident_but_a_merged_one_still_has_crews(
    state: str, open_: bool, not_closed: bool
) -> None:
    answers = []
    for check in (check_open, check_not_closed):
        try:
            check(state)
            answers.append(True)
        except Refused:
            answers.append(False)

    assert answers == [open_, not_closed]
