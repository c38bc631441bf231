"""Units on a job: the status belongs to the pair of unit and incident; a unit's own status is derived."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from dispatch import cards
from dispatch.actions import assignments
from dispatch.models import Assignment, Timer
from incidents.errors import Refused
from incidents.models import Event, Note
from tests import make
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


def status_of(callsign: str) -> tuple[str, str | None]:
    """The derived status of a unit and its incident, as on its card."""
    [card] = cards.draw_units([make.unit(callsign)])
    return card["status"], card["incident"]


# ── Assigning ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_assigning_accepts_and_makes_the_unit_busy() -> None:
    order = make.dispatch()

    [job] = assignments.assign(order, ["dpkp-101"], by=make.desk())

    assert (make.again(order).state, job.status, job.override) == ("accepted", "assigned", "")
    assert status_of("DPKP-101") == ("assigned", order.incident.number)
    assert not Timer.objects.filter(ended_at=None).exists()
    assert list(Event.objects.order_by("-pk").values_list("name", flat=True)[:2]) == [
        "assignment.assigned", "dispatch.accepted",
    ]  # fmt: skip


def test_units_are_named_once_however_they_are_written() -> None:
    order = make.accepted()

    jobs = assignments.assign(order, [" dpkp-101", "DPKP-101", "", "dpkp-102 "], by=make.desk())

    assert sorted(job.unit.callsign for job in jobs) == ["DPKP-101", "DPKP-102"]


def test_assigning_a_unit_that_is_on_this_job_already_changes_nothing() -> None:
    job = make.assignment(status="en_route")
    before = rows_of(Assignment, Event)

    [again] = assignments.assign(job.dispatch, ["DPKP-101"], by=make.desk())

    assert (again.pk, rows_of(Assignment, Event)) == (job.pk, before)


def test_a_unit_that_is_out_is_assigned_only_with_a_reason_which_is_kept() -> None:
    make.assignment("DPKP-101")
    order = make.dispatch()

    with pytest.raises(Refused) as refusal:
        assignments.assign(order, ["DPKP-101"], by=make.desk())
    state_after_refusal = make.again(order).state
    [job] = assignments.assign(order, ["DPKP-101"], override="paling dekat", by=make.desk())

    assert (refusal.value.code, state_after_refusal) == ("unit_busy", "sent")
    assert (job.override, Note.objects.get().text) == ("paling dekat", "paling dekat")
    assert status_of("DPKP-101") == ("assigned", order.incident.number)
    assert Event.objects.latest("pk").facts["override"] is True


def test_the_database_itself_refuses_a_second_open_assignment_without_a_reason() -> None:
    job, order = make.assignment("DPKP-101"), make.accepted()
    more = {"incident": order.incident, "dispatch": order, "unit": job.unit, "assigned_by": job.assigned_by}

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**more, assigned_at=timezone.now())
    Assignment.objects.create(**more, assigned_at=timezone.now(), override="paling dekat")

    assert Assignment.objects.filter(unit=job.unit, released_at=None).count() == 2


def test_a_unit_that_came_back_is_free_again() -> None:
    make.assignment("DPKP-101", status="clear")

    [job] = assignments.assign(make.dispatch(), ["DPKP-101"], by=make.desk())

    assert (job.status, job.override) == ("assigned", "")


def test_a_unit_off_duty_is_assigned_only_with_a_reason() -> None:
    assignments.set_duty(make.unit("DPKP-101"), on_duty=False, by=make.desk())
    order = make.dispatch()

    with pytest.raises(Refused) as refusal:
        assignments.assign(order, ["DPKP-101"], by=make.desk())
    [job] = assignments.assign(order, ["DPKP-101"], override="dipanggil dari rumah", by=make.desk())

    assert (refusal.value.code, job.status) == ("off_duty", "assigned")


@pytest.mark.parametrize(
    ("callsigns", "code"),
    [([], "no_unit"), ([" "], "no_unit"), (["TGC-1"], "unknown_unit"), (["DPKP-101", "X"], "unknown_unit")],
)
def test_assigning_nobody_or_a_strange_unit_assigns_nobody(callsigns: list[str], code: str) -> None:
    order = make.dispatch()

    with pytest.raises(Refused) as refusal:
        assignments.assign(order, callsigns, by=make.desk())

    assert (refusal.value.code, make.again(order).state, Assignment.objects.count()) == (code, "sent", 0)


@pytest.mark.parametrize("ended", [make.declined, make.cancelled, make.finished])
def test_no_unit_is_put_on_an_order_that_ended(ended) -> None:
    order = ended()

    with pytest.raises(Refused) as refusal:
        assignments.assign(order, ["DPKP-101"], by=make.desk())

    assert (refusal.value.code, Assignment.objects.count()) == ("state", 0)


# ── Reporting progress ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_run_is_stamped_step_by_step_and_the_order_goes_with_it() -> None:
    job, crew = make.assignment("TGC-1", kind="A01"), make.crew("TGC-1")

    states = []
    for status in ("en_route", "on_scene", "to_destination", "at_destination", "clear"):
        assignments.report_status(job, status, by=crew)
        states.append((make.again(job).status, make.again(job.dispatch).state, status_of("TGC-1")[0]))

    assert states == [
        ("en_route", "en_route", "en_route"), ("on_scene", "on_scene", "on_scene"),
        ("to_destination", "on_scene", "to_destination"), ("at_destination", "on_scene", "at_destination"),
        ("clear", "done", "available"),
    ]  # fmt: skip
    now = make.again(job)
    stamps = [
        now.assigned_at,
        now.en_route_at,
        now.on_scene_at,
        now.to_destination_at,
        now.at_destination_at,
        now.clear_at,
    ]
    assert stamps == sorted(stamps)
    assert now.released_at == now.clear_at


def test_the_second_tap_of_a_tired_thumb_changes_nothing() -> None:
    job = make.assignment(status="en_route")
    before = rows_of(Assignment, Event)

    assignments.report_status(job, "en_route", by=make.crew())

    assert rows_of(Assignment, Event) == before


def test_a_skipped_step_has_no_stamp_that_somebody_made_up() -> None:
    job = make.assignment("TGC-1", status="to_destination", kind="A01")

    order = make.again(job.dispatch)
    assert (make.again(job).on_scene_at, order.state, order.on_scene_at) == (None, "on_scene", None)


def test_a_unit_never_goes_back() -> None:
    job = make.assignment(status="on_scene")

    with pytest.raises(Refused) as refusal:
        assignments.report_status(job, "en_route", by=make.crew())

    assert (refusal.value.code, make.again(job).status) == ("state", "on_scene")


@pytest.mark.parametrize("status", ["", "assigned", "gone", "EN_ROUTE"])
def test_there_is_no_other_status(status: str) -> None:
    job = make.assignment()

    with pytest.raises(Refused) as refusal:
        assignments.report_status(job, status, by=make.crew())

    assert refusal.value.code == "status"


@pytest.mark.parametrize(
    ("said", "stamped"),
    [(-3600, 0), (0, 0), (30, 30), (60, 60), (61, 60), (86400 * 365, 60)],
    ids=["an hour before", "when assigned", "between", "now", "a second ahead", "a year ahead"],
)
def test_when_a_phone_says_it_happened_lies_between_the_assigning_and_now(clock, said: int, stamped: int) -> None:
    job = make.assignment()
    start: datetime = clock.at
    clock.go(60)

    assignments.report_status(job, "en_route", at=start + timedelta(seconds=said), by=make.crew())

    assert (make.again(job).en_route_at - start).total_seconds() == stamped
    assert Event.objects.latest("pk").facts["reported"] == (start + timedelta(seconds=said)).isoformat()


def test_the_order_follows_the_foremost_unit_and_is_done_with_the_last() -> None:
    first = make.assignment("DPKP-101")
    second = make.assignment("DPKP-102", on=first.dispatch)
    desk = make.desk()

    states = []
    for job, status in [
        (first, "en_route"), (second, "on_scene"), (first, "on_scene"), (second, "clear"), (first, "clear"),
    ]:  # fmt: skip
        assignments.report_status(job, status, by=desk)
        states.append(make.again(first.dispatch).state)

    assert states == ["en_route", "on_scene", "on_scene", "on_scene", "done"]


def test_when_every_unit_was_recalled_the_agency_still_has_the_job() -> None:
    job = make.assignment(status="en_route")

    assignments.report_status(job, "recalled", by=make.desk())

    assert (make.again(job).status, make.again(job.dispatch).state) == ("recalled", "accepted")
    assert status_of("DPKP-101") == ("available", None)


def test_a_unit_with_a_patient_is_cleared_and_not_recalled() -> None:
    job = make.assignment("TGC-1", status="to_destination", kind="A01")

    assignments.report_status(job, "recalled", by=make.desk("DINKES"))

    assert (make.again(job).status, make.again(job.dispatch).state) == ("clear", "done")


def test_a_crew_reports_for_its_own_unit_and_does_not_recall_itself() -> None:
    job = make.assignment()

    for crew, status in [
        (make.crew("DPKP-102"), "en_route"),
        (make.crew("TGC-1"), "en_route"),
        (make.crew(), "recalled"),
    ]:
        with pytest.raises(PermissionDenied):
            assignments.report_status(job, status, by=crew)

    assert make.again(job).status == "assigned"


# ── Duty ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_duty_ends_and_starts_with_a_line_each_and_twice_the_same_is_none() -> None:
    unit, crew = make.unit("DPKP-101"), make.crew()

    for on_duty in (False, False, True):
        assignments.set_duty(unit, on_duty=on_duty, by=crew)

    assert list(Event.objects.order_by("pk").values_list("name", "unit__callsign")) == [
        ("unit.off_duty", "DPKP-101"), ("unit.on_duty", "DPKP-101"),
    ]  # fmt: skip
    assert status_of("DPKP-101") == ("available", None)


def test_a_unit_that_is_out_can_not_go_off_duty() -> None:
    job = make.assignment()

    with pytest.raises(Refused) as refusal:
        assignments.set_duty(job.unit, on_duty=False, by=make.crew())

    assert (refusal.value.code, make.unit("DPKP-101").on_duty) == ("unit_busy", True)
