"""The reference data: what the room's own files say, loaded once or again without a difference."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command

from agencies.models import Agency, Post, Unit
from dispatch.models import EscalationPlan, EscalationStep
from incidents.models import Area, Disposition, Kind, KindAgency, Place, Question
from tests.conftest import REFERENCE
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


def load(**options: bool) -> str:
    told = io.StringIO()
    call_command("load_reference", stdout=told, **options)
    return told.getvalue()


def test_loading_again_changes_nothing() -> None:
    tables = [apps.get_model(name) for name in REFERENCE]
    tables += [model for model in apps.get_models() if model.__name__.startswith("Historical")]
    before = rows_of(*tables)

    told = load()

    assert rows_of(*tables) == before
    assert told == "31 Agency, 139 Unit, 80 Kind, 184 Area, 146 Place\n"


def test_what_was_edited_in_the_admin_stays_unless_overwritten() -> None:
    Kind.objects.filter(code="C01").update(name="Kobongan")
    EscalationStep.objects.filter(plan__name="P1", order=0).update(wait_s=7)

    load()
    kept = Kind.objects.get(code="C01").name, EscalationStep.objects.get(plan__name="P1", order=0).wait_s
    load(overwrite=True)

    assert kept == ("Kobongan", 7)
    assert Kind.objects.get(code="C01").name != "Kobongan"
    assert EscalationStep.objects.get(plan__name="P1", order=0).wait_s == 60


def test_the_city_is_complete() -> None:
    areas = Area.objects.values_list("level", flat=True)

    assert (list(areas).count("kecamatan"), list(areas).count("kelurahan")) == (31, 153)
    assert Area.objects.filter(level="kelurahan", parent=None).count() == 0
    assert Agency.objects.filter(in_room=True).count() == 8
    assert list(Agency.objects.filter(coordinates=True).values_list("code", flat=True)) == ["BPBD"]


def test_every_kind_can_be_led_named_and_asked_about() -> None:
    kinds = Kind.objects.all()

    assert [kind.code for kind in kinds if not (kind.name and kind.name_en and kind.group_name and kind.words)] == []
    assert {kind.priority for kind in kinds} == {1, 2, 3, 4}
    assert {kind.privacy for kind in kinds} == {0, 1, 2, 3}
    assert KindAgency.objects.filter(agency=None).count() == 0
    assert Question.objects.filter(kind=None).count() == 7
    assert [kind.code for kind in kinds if not kind.questions.exists()] == []


def test_every_priority_has_a_plan_that_ends_with_the_head() -> None:
    for priority in (1, 2, 3, 4):
        plan = EscalationPlan.objects.get(kind=None, agency=None, priority=priority)

        assert [step["rung"] for step in plan.ladder()] == ["desk", "duty_officer", "shift_supervisor", "head"]


def test_guessed_positions_say_so_and_units_have_a_place_to_start_from() -> None:
    assert Post.objects.filter(approximate=False).count() == Place.objects.filter(approximate=False).count() == 0
    assert Unit.objects.filter(post=None).count() == 0
    assert [unit.callsign for unit in Unit.objects.all() if " " in unit.callsign] == []
    assert Disposition.objects.filter(code="false_report").exists()
