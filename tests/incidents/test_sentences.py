"""Every line of the journal in words."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from dispatch.states import AssignmentStatus, DeclineReason, DispatchState
from incidents.actions import calls
from incidents.models import Event
from incidents.sentences import FIELDS, REASONS, SENTENCES, sentence

pytestmark = [pytest.mark.domain, pytest.mark.django_db]
HOUSE = Path(__file__).resolve().parents[2]


def recorded() -> set[str]:
    """The names that the code writes down."""
    names: set[str] = set()
    for app in ("agencies", "incidents", "dispatch"):
        for path in (HOUSE / app).rglob("*.py"):
            names |= set(re.findall(r'record\(\s*f?"([a-z_.{}]+)"', path.read_text(encoding="utf-8")))
            names |= set(re.findall(r'"(unit\.o[nf]+_duty)"', path.read_text(encoding="utf-8")))
    families = {
        "call.{event}": {f"call.{event}" for event in calls.STAMP},
        "dispatch.{dispatch.state}": {f"dispatch.{state}" for state in (DispatchState.DONE, DispatchState.CANCELLED)},
        "assignment.{status}": {f"assignment.{status}" for status in AssignmentStatus},
    }
    for family, members in families.items():
        if family in names:
            names = names - {family} | members
    return names


def test_every_line_that_is_written_has_its_sentence() -> None:
    assert recorded() - set(SENTENCES) == set()


def test_the_reasons_are_those_of_the_dispatches() -> None:
    assert set(REASONS) == set(DeclineReason.values)


@pytest.mark.parametrize(("language", "words"), [("en", "DPKP declined: busy."), ("id", "DPKP menolak: sibuk.")])
def test_a_line_is_worded_in_the_readers_language(language: str, words: str) -> None:
    line = Event(name="dispatch.declined", facts={"agency": "DPKP", "reason": "busy", "dispatch": 1})
    with translation.override(language):
        assert sentence(line) == words


def test_an_edit_says_what_moved() -> None:
    line = Event(name="incident.edited", facts={"fields": ["lat", "lng", "priority"], "priority": [1, 2]})
    with translation.override("en"):
        assert sentence(line) == "Changed: pin, priority. priority: 1 → 2."


def test_a_line_nobody_knows_is_still_shown() -> None:
    assert sentence(Event(name="future.thing", facts={})) == "future.thing"


def test_every_field_that_can_be_edited_has_a_name() -> None:
    assert {"kind", "priority", "lead", "privacy", "place_text", "lat", "lng", "confidence"} <= set(FIELDS)
