"""Whatever arrives at the door of intake: a clear answer, never a 500, nothing half done, nothing lost."""

import json
from typing import Any
from uuid import uuid4

import pytest

from agencies.models import Member
from dispatch.models import Dispatch, Timer
from incidents.models import Amendment, Event, Incident, RawIntake, Report
from tests import make
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

REPORTS = "/api/v1/reports/"
CASE = (Report, Amendment, Incident, Dispatch, Timer)


@pytest.fixture
def taker(db: None) -> Member:
    return make.taker()


def stored(said: dict[str, Any]) -> Report:
    return Report.objects.get(uuid=said["id"])


# ── What can't be read is kept octet for octet ──────────────────────────────────────────────────────────────────────

UNREADABLE = {
    "nothing": b"",
    "no JSON": b'{"id": nope',
    "cut off": b'{"id": "0190b7a4-0000-4000-8000-000000000001", "outc',
    "a list": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "no text at all": bytes(range(256)),
    "half a character": b'{"text": "\xc3"}',
    "deeper than a stack": b"[" * 100_000,
    "a deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a number of 5000 digits": b'{"id": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_is_no_json_report_is_kept_for_a_human(taker: Member, sent: bytes) -> None:
    answer = make.tell(taker, REPORTS, sent)

    kept = RawIntake.objects.get()
    assert (answer.status_code, answer.json()["error"]["code"], answer.json()["kept"]) == (400, "malformed", kept.pk)
    assert (bytes(kept.body), kept.by, kept.settled_at) == (sent, taker, None)
    assert list(Event.objects.values_list("name", "facts")) == [
        ("intake.unreadable", {"raw": kept.pk, "octets": len(sent)})
    ]
    assert Report.objects.count() == 0


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no id": ({"id": None}, ["id"]),
    "an id that is none": ({"id": "satu"}, ["id"]),
    "an outcome that is none": ({"outcome": "meh"}, ["outcome"]),
    "an outcome that is a list": ({"outcome": ["incident"]}, ["outcome"]),
    "a kind that is none": ({"kind": "Z99"}, ["kind"]),
    "a kind that is an object": ({"kind": {"code": "C01"}}, ["kind"]),
    "a channel that is none": ({"channel": "smoke"}, ["channel"]),
    "a caller that is a word": ({"caller": "Budi"}, ["caller"]),
    "a caller's number that is too long": ({"caller": {"number": "0" * 41}}, ["caller"]),
    "a place that is a list": ({"place": []}, ["place"]),
    "half a pin": ({"place": {"lat": -7.25}}, ["place"]),
    "latitude 91": ({"place": {"lat": 91, "lng": 112}}, ["place"]),
    "longitude 1e400": ({"place": {"lat": -7, "lng": 1e308 * 10}}, ["place"]),
    "latitude NaN": ({"place": {"lat": float("nan"), "lng": 112}}, ["place"]),
    "latitude true": ({"place": {"lat": True, "lng": 112}}, ["place"]),
    "latitude a word": ({"place": {"lat": "selatan", "lng": 112}}, ["place"]),
    "a confidence that is none": ({"place": {"confidence": "sure"}}, ["place"]),
    "a time that is none": ({"occurred_at": "tadi pagi"}, ["occurred_at"]),
    "the 30th of February": ({"occurred_at": "2026-02-30T10:00:00Z"}, ["occurred_at"]),
    "a time past the end of time": ({"occurred_at": "9999-12-31T23:59:59Z"}, ["occurred_at"]),
    "answers that are a list": ({"answers": [1]}, ["answers"]),
    "an agency without a name": ({"dispatch_to": [""]}, ["dispatch_to"]),
    "agencies that are a word": ({"dispatch_to": "DPKP"}, ["dispatch_to"]),
    "agencies that are numbers of 100 digits": ({"dispatch_to": [10**100]}, ["dispatch_to"]),
    "priority 5": ({"priority": 5}, ["priority"]),
    "priority 10^40": ({"priority": 10**40}, ["priority"]),
    "priority a word": ({"priority": "tinggi"}, ["priority"]),
    "text that is an object": ({"text": {"a": 1}}, ["text"]),
    "two things at once": ({"kind": "Z99", "priority": 0}, ["kind", "priority"]),
}


@pytest.mark.parametrize(("wrong", "fields"), WRONG.values(), ids=list(WRONG))
def test_what_can_not_be_read_names_its_fields_and_is_kept(
    taker: Member, wrong: dict[str, Any], fields: list[str]
) -> None:
    sent = json.dumps(make.body(caller={"name": "Budi"}) | wrong).encode()

    answer = make.tell(taker, REPORTS, sent)

    kept = RawIntake.objects.get()
    assert (answer.status_code, sorted(answer.json()["error"]["fields"])) == (400, fields)
    assert (bytes(kept.body), kept.why) == (sent, ", ".join(fields))
    assert Report.objects.count() == 0


def test_what_is_longer_than_two_megabytes_is_kept_as_far_as_it_was_read(taker: Member) -> None:
    sent = json.dumps(make.body(text="x" * 3_000_000)).encode()

    answer = make.tell(taker, REPORTS, sent)

    kept = RawIntake.objects.get()
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "malformed")
    assert bytes(kept.body) == sent[: 64 * 1024]


def test_a_human_works_the_kept_ones_off_once(taker: Member) -> None:
    make.tell(taker, REPORTS, b"{")
    raw = RawIntake.objects.get()
    colleague = make.dispatcher()

    for by in (colleague, taker):
        make.browser(by).post(f"/tinjau/{raw.pk}/beres/")

    assert (make.again(raw).settled_by, make.again(raw).words) == (colleague, "{")
    assert list(Event.objects.values_list("name", flat=True)) == ["intake.unreadable", "intake.settled"]


# ── What can be read is stored, and what is odd about it is said ────────────────────────────────────────────────────


def test_100_000_characters_are_stored_whole(taker: Member) -> None:
    said = make.body(text="tolong " * 15_000)

    answer = make.tell(taker, REPORTS, said)

    assert (answer.status_code, stored(said).text) == (201, said["text"])


def test_nul_is_taken_out_everywhere_and_said(taker: Member) -> None:
    said = make.body(
        text="a\0b",
        caller={"number": "+62\0811", "name": "\0Budi"},
        place={"text": "Jl\0 Kaca"},
        answers={"q\0": "\0ya"},
    )

    answer = make.tell(taker, REPORTS, said)

    report = stored(said)
    assert (answer.status_code, answer.json()["warnings"]) == (201, ["nul_removed"])
    assert (report.text, report.caller_number, report.caller_name) == ("ab", "+62811", "Budi")
    assert (report.place_text, report.answers) == ("Jl Kaca", {"q": "ya"})


def test_half_a_surrogate_becomes_a_question_mark(taker: Member) -> None:
    said = make.body(text="api \ud83d besar", place={"text": "\udd25"}, answers={"what": "\ud83d"})

    answer = make.tell(taker, REPORTS, said)

    report = stored(said)
    assert (answer.status_code, report.text, report.place_text) == (201, "api ? besar", "?")
    assert report.answers == {"what": "?"}


def test_every_language_s_letters_are_stored_as_sent(taker: Member) -> None:
    said = make.body(text="ꦥꦼꦭꦥꦺꦴꦫ 🔥 \u200fمرحبا \u200b e\u0301")

    make.tell(taker, REPORTS, said)

    assert stored(said).text == said["text"]


@pytest.mark.parametrize(
    "answers", [{"n": 10**400}, {"n": float("inf")}, {"n": [float("nan")]}, {"a": {"b": [None] * 50}}]
)
def test_answers_of_any_shape_are_stored(taker: Member, answers: dict[str, Any]) -> None:
    answer = make.tell(taker, REPORTS, make.body(answers=answers))

    assert answer.status_code == 201


def test_a_place_outside_the_city_is_flagged_and_not_refused(taker: Member) -> None:
    said = make.body(place={"text": "Jakarta", "lat": -6.2, "lng": 106.8})

    answer = make.tell(taker, REPORTS, said)

    report = stored(said)
    assert (answer.status_code, answer.json()["warnings"]) == (201, ["outside_city"])
    assert (report.lat, report.lng, report.kelurahan) == (-6.2, 106.8, None)


@pytest.mark.parametrize("when", ["1970-01-01T00:00:00Z", "2070-06-01T12:00:00+07:00", "0001-01-01T00:00:00Z"])
def test_an_impossible_time_is_flagged_and_the_body_keeps_it_as_sent(taker: Member, when: str) -> None:
    said = make.body(occurred_at=when)

    answer = make.tell(taker, REPORTS, said)

    assert (answer.status_code, answer.json()["warnings"]) == (201, ["odd_time"])
    assert stored(said).occurred_at is None
    assert Amendment.objects.get().body["occurred_at"] == when


def test_unknown_fields_are_kept_in_the_body(taker: Member) -> None:
    said = make.body(weather="hujan")

    make.tell(taker, REPORTS, said)

    assert Amendment.objects.get().body["weather"] == "hujan"


# ── What is refused leaves nothing half done ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"attach_to": "K-999999"}, "unknown_incident"),
        ({"attach_to": "0"}, "unknown_incident"),
        ({"attach_to": "9" * 30}, "unknown_incident"),
        ({"attach_to": "٣"}, "unknown_incident"),
        ({"dispatch_to": ["DPKP", "NASA"]}, "unknown_agency"),
    ],
)
def test_what_names_something_unknown_is_refused_whole(taker: Member, wrong: dict[str, Any], code: str) -> None:
    before = rows_of(*CASE, Event)

    answer = make.tell(taker, REPORTS, make.body(**wrong))

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)
    assert rows_of(*CASE, Event) == before


def test_nothing_is_attached_to_a_closed_incident(taker: Member) -> None:
    incident = make.closed()

    answer = make.tell(taker, REPORTS, make.body(attach_to=incident.number))

    assert (answer.status_code, answer.json()["error"]["code"], incident.reports.count()) == (409, "state", 1)


def test_an_api_client_that_wants_to_send_agencies_is_turned_away_whole() -> None:
    answer = make.tell(make.api_client(), REPORTS, make.body(dispatch_to=["DPKP"]))

    assert (answer.status_code, Report.objects.count(), Incident.objects.count()) == (403, 0, 0)


def test_a_refusal_is_a_sentence_in_the_reader_s_language() -> None:
    said = make.body(dispatch_to=["NASA"])

    english = make.tell(make.taker(language="en"), REPORTS, said)

    assert english.json() == {"error": {"code": "unknown_agency", "message": "There is no agency NASA."}}


def test_a_report_that_is_known_already_is_amended_by_a_body_with_the_same_id_however_odd(taker: Member) -> None:
    said = make.body(text="satu", id=str(uuid4()).upper())
    make.tell(taker, REPORTS, said)

    answer = make.tell(taker, REPORTS, {**said, "id": said["id"].lower(), "occurred_at": "1970-01-01T00:00:00Z"})

    assert (answer.status_code, answer.json()["warnings"]) == (200, ["odd_time"])
    assert [row.n for row in Amendment.objects.order_by("n")] == [0, 1]
