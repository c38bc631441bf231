"""Who reads which words: the whole table, written down a second time, and what a veiled report shows."""

from itertools import product

import pytest
from django.db import models

from incidents.models import Report
from incidents.privacy import CLASS_OF, SEES, Field, Relation, fields_for, mask, veil
from tests import make

pytestmark = pytest.mark.domain

CASE, NOTHING = "place words answers", ""
FULL, MASKED = f"{CASE} caller", f"{CASE} caller_masked"
TABLE = {
    "own": [FULL, FULL, FULL, FULL], "revealed": [FULL, FULL, FULL, FULL], "supervisor": [FULL, FULL, FULL, CASE],
    "dispatcher": [FULL, FULL, FULL, MASKED], "taker": [MASKED, MASKED, MASKED, CASE],
    "agency": [FULL, FULL, FULL, CASE],
    "crew": [MASKED, MASKED, MASKED, CASE], "stub": [NOTHING] * 4, "none": [NOTHING] * 4,
}  # fmt: skip
ALWAYS = {"number", "channel", "outcome", "filed_at", "kind"}
HARMLESS = {
    "uuid", "channel", "outcome", "confidence", "place_source", "warnings", "body_digest", "reply", "kind", "incident",
    "call", "taken_by", "kelurahan", "kecamatan", "id", "started_at", "filed_at", "updated_at", "occurred_at",
}  # fmt: skip
"""Fields of a report without a class: codes, keys, times. `reply` holds a card, with nothing about the caller."""


@pytest.mark.parametrize(("relation", "level"), list(product(Relation, range(4))))
def test_each_relation_sees_at_each_level_exactly_this(relation: Relation, level: int) -> None:
    assert " ".join(sorted(fields_for(relation, level))) == " ".join(sorted(TABLE[relation][level].split()))


def test_a_level_above_the_highest_is_the_highest() -> None:
    assert fields_for(Relation.CREW, 9) == SEES[Relation.CREW][3]


def test_every_field_of_a_report_has_a_class_or_is_known_to_be_harmless() -> None:
    fields = {field.name for field in Report._meta.get_fields() if not isinstance(field, models.ManyToOneRel)}

    assert fields - set(CLASS_OF) == HARMLESS
    assert set(CLASS_OF) - fields == set()


@pytest.mark.parametrize(
    ("number", "shown"),
    [("", ""), ("110", "••••"), ("123456", "••••"), ("1234567", "••••567"), ("+628111222333", "••••333")],
)
def test_a_masked_number_is_enough_to_recognise_and_too_little_to_call(number: str, shown: str) -> None:
    assert mask(number) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(("relation", "level"), list(product(Relation, range(4))))
def test_a_veiled_report_shows_exactly_what_the_table_says(relation: Relation, level: int) -> None:
    report = make.report(
        text="rumah terbakar", caller_number="+628111222333", caller_name="Budi", safe_to_call_back=False,
        place_text="Jl Kaca 5", confidence="exact", place_source="map", answers={"what": "api"},
    )  # fmt: skip
    sees = TABLE[relation][level].split()
    masked = {"number": "••••333", "safe_to_call_back": False}
    could = {
        "place": {"text": "Jl Kaca 5", **make.GENTENG, "confidence": "exact", "source": "map"},
        "words": "rumah terbakar", "answers": {"what": "api"},
        "caller": {"number": "+628111222333", "name": "Budi", "safe_to_call_back": False}, "caller_masked": masked,
    }  # fmt: skip

    shown = veil(report, relation=relation, level=level)

    names = {"words": "text", "caller_masked": "caller"}
    assert {key: value for key, value in shown.items() if key not in ALWAYS} == {
        names.get(name, name): could[name] for name in sees
    }
    assert {key: shown[key] for key in ALWAYS} == {
        "number": report.number, "channel": "call", "outcome": "incident", "filed_at": report.filed_at, "kind": "C01",
    }  # fmt: skip


def test_the_table_knows_every_relation_and_every_class() -> None:
    assert set(SEES) == set(Relation)
    assert {name for row in SEES.values() for cell in row for name in cell} == set(Field)
    assert set(CLASS_OF.values()) <= set(Field)
