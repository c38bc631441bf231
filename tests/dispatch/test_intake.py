"""Intake: one report is stored once, whatever the network does; nothing that was sent is dropped."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from agencies.models import Member
from dispatch.models import Dispatch, Timer
from incidents.actions import incidents as acts
from incidents.models import Amendment, Event, Incident, Outcome, Report
from tests import make
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

REPORTS = "/api/v1/reports/"
CASE = (Report, Incident, Amendment, Dispatch, Timer, Event)


def report_of(said: dict[str, Any]) -> Report:
    return Report.objects.get(uuid=UUID(said["id"]))


def names() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


@pytest.fixture
def taker(db: None) -> Member:
    return make.taker()


# ── Once ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_its_incident_and_its_dispatch_are_stored_together(taker: Member) -> None:
    said = make.body(text="rumah terbakar", dispatch_to=["DPKP", "dinkes", "DPKP"])

    answer = make.tell(taker, REPORTS, said)

    report, incident, sent = report_of(said), Incident.objects.get(), list(Dispatch.objects.order_by("pk"))
    assert answer.status_code == 201
    assert answer.json() | {"incident": None} == {
        "id": said["id"], "number": report.number, "outcome": "incident", "incident": None,
        "possible_duplicates": [], "warnings": [],
    }  # fmt: skip
    assert answer.json()["incident"]["number"] == incident.number
    assert [order.agency.code for order in sent] == ["DPKP", "DINKES"]
    assert [timer.dispatch for timer in Timer.objects.order_by("pk")] == sent
    assert names() == ["incident.opened", "dispatch.sent", "dispatch.sent", "report.filed"]


def test_only_id_and_outcome_are_needed_and_what_nobody_knows_goes_to_the_agency_that_looks_first(
    taker: Member,
) -> None:
    said = {"id": make.body()["id"], "outcome": "incident"}

    answer = make.tell(taker, REPORTS, said)

    incident = report_of(said).incident
    assert answer.status_code == 201
    assert incident is not None
    assert (incident.kind, incident.priority, incident.privacy, incident.lead.code) == (None, 2, 2, "BPBD")


def test_the_same_body_again_gets_the_same_answer_and_changes_nothing(taker: Member) -> None:
    said = make.body(text="rumah terbakar", dispatch_to=["DPKP"])
    first = make.tell(taker, REPORTS, said)
    before = rows_of(*CASE)

    second = make.tell(taker, REPORTS, dict(reversed(list(said.items()))))

    assert (second.status_code, second.json()) == (200, first.json())
    assert rows_of(*CASE) == before


def test_another_body_under_the_same_id_is_an_amendment(taker: Member) -> None:
    said = make.body(text="rumah terbakar")
    make.tell(taker, REPORTS, said)

    answer = make.tell(taker, REPORTS, {**said, "text": "rumah dan warung"})

    report = report_of(said)
    assert (answer.status_code, answer.json()["amendment"], answer.json()["number"]) == (200, 1, report.number)
    assert report.text == "rumah dan warung"
    assert [row.body["text"] for row in report.amendments.order_by("n")] == ["rumah terbakar", "rumah dan warung"]
    assert Incident.objects.count() == 1
    assert names() == ["incident.opened", "report.filed", "report.amended"]


def test_the_first_body_that_arrives_again_after_a_correction_does_not_undo_it(taker: Member) -> None:
    said = make.body(text="rumah terbakar")
    first = make.tell(taker, REPORTS, said)
    make.tell(taker, REPORTS, {**said, "text": "rumah dan warung"})
    before = rows_of(*CASE)

    late = make.tell(taker, REPORTS, said)

    assert (late.status_code, late.json()) == (200, first.json())
    assert rows_of(*CASE) == before


def test_an_api_client_can_not_touch_a_report_of_somebody_else_and_a_colleague_can(taker: Member) -> None:
    said = make.body(text="rumah terbakar")
    make.tell(taker, REPORTS, said)

    strange = make.tell(make.api_client(), REPORTS, {**said, "text": "bohong"})
    colleague = make.tell(make.taker(), REPORTS, {**said, "text": "dua rumah"})

    assert (strange.status_code, strange.json()["error"]["code"]) == (409, "not_yours")
    assert colleague.status_code == 200
    assert report_of(said).text == "dua rumah"


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_there_from_the_first_keystroke_and_becomes_the_report(taker: Member) -> None:
    said = make.body(outcome="draft", text="r")
    drafted = make.tell(taker, REPORTS, said)
    make.tell(taker, REPORTS, {**said, "text": "rumah"})
    typed = report_of(said)

    filed = make.tell(taker, REPORTS, {**said, "text": "rumah terbakar", "outcome": "incident"})

    assert (drafted.status_code, drafted.json()["outcome"], drafted.json()["incident"]) == (201, "draft", None)
    assert (typed.text, typed.outcome, typed.filed_at) == ("rumah", "draft", None)
    assert (filed.status_code, filed.json()["number"]) == (201, drafted.json()["number"])
    assert (report_of(said).outcome, Incident.objects.count()) == ("incident", 1)
    assert names() == ["incident.opened", "report.filed"]


def test_an_autosave_that_was_overtaken_by_the_sending_is_kept_and_undoes_nothing(taker: Member) -> None:
    said = make.body(text="rumah terbakar")
    make.tell(taker, REPORTS, said)
    before = report_of(said)

    late = make.tell(taker, REPORTS, {**said, "outcome": "draft", "text": "rumah te"})

    report = report_of(said)
    assert (late.status_code, late.json()["outcome"]) == (200, "incident")
    assert (report.outcome, report.text, report.filed_at) == ("incident", "rumah terbakar", before.filed_at)
    assert [row.body["text"] for row in report.amendments.order_by("n")] == ["rumah terbakar", "rumah te"]


def test_a_colleague_takes_over_a_left_draft_once() -> None:
    report = make.draft(by=make.taker(), text="rumah")
    colleague = make.taker()

    make.browser(colleague).post(reverse("draft_take", args=[report.pk]))
    make.browser(colleague).post(reverse("draft_take", args=[report.pk]))

    assert make.again(report).taken_by == colleague
    assert names() == ["report.taken_over"]


def test_a_filed_report_is_nobody_s_draft() -> None:
    report = make.report()

    answer = make.browser(make.taker(), script=True).post(reverse("draft_take", args=[report.pk]))

    assert answer.status_code == 409


# ── Corrections reach the incident ──────────────────────────────────────────────────────────────────────────────────


def test_a_correction_of_kind_and_place_carries_over_to_the_incident(taker: Member) -> None:
    said = make.body(kind="C04")
    make.tell(taker, REPORTS, said)

    make.tell(taker, REPORTS, {**said, "kind": "C01", "place": {"text": "Jl Kaca 5", "lat": -7.28, "lng": 112.76}})

    incident = Incident.objects.get()
    assert incident.kind is not None
    assert (incident.kind.code, incident.priority, incident.privacy, incident.place_text) == ("C01", 1, 1, "Jl Kaca 5")
    assert Event.objects.get(name="incident.edited").facts["report"] == report_of(said).pk


def test_a_correction_makes_a_case_more_closed_or_urgent_never_less(taker: Member) -> None:
    said = make.body(kind="G04")
    make.tell(taker, REPORTS, said)

    make.tell(taker, REPORTS, {**said, "kind": "F09"})

    incident = Incident.objects.get()
    assert incident.kind is not None
    assert (incident.kind.code, incident.lead.code, incident.priority, incident.privacy) == ("F09", "DSDABM", 1, 3)


def test_a_correction_leaves_alone_what_somebody_has_changed_on_the_incident_meanwhile(taker: Member) -> None:
    said = make.body(kind="C04", place={"text": "pojok", **make.GENTENG})
    make.tell(taker, REPORTS, said)
    acts.edit(Incident.objects.get(), {"kind": "C03", "place_text": "Jl Kaca 5"}, by=make.dispatcher())

    make.tell(taker, REPORTS, {**said, "kind": "C01", "place": {"text": "Jl Batu", **make.GENTENG}})

    incident = Incident.objects.get()
    assert incident.kind is not None
    assert (incident.kind.code, incident.place_text) == ("C03", "Jl Kaca 5")
    assert report_of(said).place_text == "Jl Batu"


def test_a_report_that_turns_out_to_be_an_incident_opens_one(taker: Member) -> None:
    said = make.body(outcome="information")
    make.tell(taker, REPORTS, said)

    make.tell(taker, REPORTS, {**said, "outcome": "incident", "dispatch_to": ["DPKP"]})

    assert report_of(said).incident == Incident.objects.get()
    assert Dispatch.objects.get().agency.code == "DPKP"


def test_an_incident_does_not_become_a_prank_by_a_correction_of_its_report(taker: Member) -> None:
    said = make.body()
    make.tell(taker, REPORTS, said)

    answer = make.tell(taker, REPORTS, {**said, "outcome": "prank"})

    assert (answer.status_code, answer.json()["outcome"]) == (200, "incident")
    assert Incident.objects.get().state == "open"


# ── Attaching, outcomes ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("write", ["{0}", "K-{0}", "k{0}", " K-{0} "])
def test_one_more_caller_is_attached_to_the_incident_however_its_number_is_written(taker: Member, write: str) -> None:
    incident = make.incident()

    answer = make.tell(taker, REPORTS, make.body(attach_to=write.format(incident.pk)))

    assert (answer.status_code, answer.json()["incident"]["number"]) == (201, incident.number)
    assert (Incident.objects.get(), incident.reports.count()) == (incident, 2)


def test_the_answer_s_card_counts_the_report_itself_as_the_pushed_card_does(taker: Member) -> None:
    opened = make.tell(taker, REPORTS, make.body()).json()["incident"]

    attached = make.tell(taker, REPORTS, make.body(attach_to=opened["number"])).json()["incident"]

    assert (opened["reports"], attached["reports"]) == (1, 2)


def test_a_caller_of_a_merged_incident_is_attached_to_the_one_that_goes_on(taker: Member) -> None:
    survivor = make.incident()
    gone = make.merged(survivor)

    answer = make.tell(taker, REPORTS, make.body(attach_to=gone.number))

    assert answer.json()["incident"]["number"] == survivor.number
    assert survivor.reports.count() == 2


def test_an_attached_pin_fills_an_incident_that_has_none(taker: Member) -> None:
    incident = make.incident(lat=None, lng=None)

    make.tell(taker, REPORTS, make.body(attach_to=incident.number))

    assert (make.again(incident).lat, make.again(incident).kelurahan.name) == (make.GENTENG["lat"], "Ketabang")


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome.values if outcome not in ("incident", "draft")])
def test_every_other_outcome_is_counted_and_opens_nothing(taker: Member, outcome: str) -> None:
    answer = make.tell(taker, REPORTS, make.body(outcome=outcome))

    counted = make.browser().get("/metrics").content.decode()
    assert (answer.status_code, answer.json()["outcome"], answer.json()["incident"]) == (201, outcome, None)
    assert [line for line in counted.splitlines() if line.startswith("cc112_reports_day{")] == [
        f'cc112_reports_day{{outcome="{outcome}"}} 1.0'
    ]
    assert Incident.objects.count() == 0
