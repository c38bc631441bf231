"""Every line of the journal has its sentence, in the reader's language, and none of them says what a person said."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from dispatch.actions import dispatches, endings
from dispatch.states import AssignmentStatus, DeclineReason, DispatchState
from incidents.actions import calls
from incidents.actions import incidents as acts
from incidents.models import Event, Incident
from incidents.sentences import REASONS, SENTENCES, TITLES, sentence, sentences
from tests import make

ENDINGS = {
    "call": set(calls.STAMP),
    "dispatch": {DispatchState.CANCELLED.value, DispatchState.DONE.value},
    "assignment": {status.value for status in AssignmentStatus if status != AssignmentStatus.ASSIGNED},
}
"""What stands for the varying end of a name that is put together (`record(f"call.{event}")`)."""


def recorded() -> Iterator[str]:
    """Every name given to record() anywhere in the code."""
    for app in ("agencies", "incidents", "dispatch", "cc112"):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record":
                    yield from names_in(node.args[0])


def names_in(said: ast.expr) -> Iterator[str]:
    match said:
        case ast.Constant(value=str(name)):
            yield name
        case ast.IfExp(body=one, orelse=other):
            yield from (*names_in(one), *names_in(other))
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue()]):
            yield from (f"{start}{end}" for end in sorted(ENDINGS[start.rstrip(".")]))
        case _:
            pytest.fail(f"record({ast.unparse(said)}): this test can't tell which names that is")


def words_of(incident: Incident, name: str) -> str:
    return sentence(Event.objects.filter(incident=incident, name=name).order_by("pk").last())


def test_every_name_that_is_recorded_has_a_sentence_and_a_title() -> None:
    names = set(recorded())

    assert len(names) > 30
    assert names - set(SENTENCES) == set()
    assert set(TITLES) == set(SENTENCES)


def test_every_decline_reason_has_its_words() -> None:
    assert set(REASONS) == set(DeclineReason.values)


@pytest.mark.django_db
def test_lines_say_it_in_words_with_names_instead_of_codes() -> None:
    order = make.declined("DPKP", reason="busy", kind="C01")
    endings.close(order.incident, disposition="nil", by=make.supervisor())

    with translation.override("en"):
        told = [words_of(order.incident, name) for name in ("incident.opened", "dispatch.declined", "incident.closed")]

    label = make.kind("C01").name_en
    assert told == [f"Opened as C01 {label}, P1.", "DPKP declined: busy.", "Closed: Nothing found."]


@pytest.mark.django_db
def test_names_that_are_data_follow_the_language_of_the_reader() -> None:
    incident = make.incident(kind="C01")

    with translation.override("id"):
        told = words_of(incident, "incident.opened")

    assert make.kind("C01").name in told


@pytest.mark.django_db
def test_an_edit_names_each_field_once_and_what_moved_from_what_to_what() -> None:
    incident = make.incident(kind="C04")
    acts.edit(
        incident, {"priority": 1, "place_text": "Jl Kaca 5", "lat": -7.25, "lng": 112.75}, by=make.dispatcher()
    )  # fmt: skip

    with translation.override("en"):
        told = words_of(incident, "incident.edited")

    assert told == f"Changed: pin, place, priority. Priority: P{make.kind('C04').priority} → P1."
    assert "Kaca" not in told


@pytest.mark.django_db
def test_a_kind_that_was_not_known_is_said_so() -> None:
    with translation.override("en"):
        assert words_of(make.incident(kind=None), "incident.opened") == "Opened as not known yet, P2."


@pytest.mark.django_db
def test_a_line_of_another_version_of_this_program_is_shown_as_it_stands() -> None:
    incident = make.incident()

    assert sentence(Event(name="dispatch.teleported", incident=incident, facts={})) == "dispatch.teleported"
    assert sentence(Event(name="dispatch.declined", incident=incident, facts={"agency": "DPKP"})) == (
        "dispatch.declined {'agency': 'DPKP'}"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_line_of_a_whole_case_finds_its_facts(language: str) -> None:
    make.assignment("DPKP-101", status="clear")
    make.assignment("TGC-1", status="at_destination")
    make.merged()
    dispatches.cancel(make.dispatch("PLN"), by=make.dispatcher())

    with translation.override(language):
        lines = list(Event.objects.select_related("member"))
        told = sentences(lines)

    assert [words for line, words in zip(lines, told, strict=True) if line.name in words or "{" in words] == []


@pytest.mark.django_db
def test_many_lines_ask_for_their_names_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for kind in ("C01", "C04", "A01"):
        make.closed(kind=kind)
    lines = list(Event.objects.select_related("member"))

    with django_assert_num_queries(2):
        sentences(lines)
