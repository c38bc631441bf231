"""What is known of an incident: edited, noted, verified, unsealed; telephone calls as the exchange tells of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from incidents.actions import calls
from incidents.actions import incidents as acts
from incidents.actions.reveal import in_force, reveal
from incidents.errors import Refused
from incidents.models import Call, Event, Incident, Reveal
from incidents.models.incident import number_to_pk
from tests import make
from tests.conftest import Clock
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

REASON = "keluarga minta bantuan lagi"


# ── Editing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_who_edit_different_fields_both_win() -> None:
    incident = make.incident()
    old = make.again(incident)

    acts.edit(incident, {"priority": 3}, by=make.taker())
    acts.edit(old, {"place_text": "Jl Kaca 5"}, by=make.dispatcher())

    assert (make.again(incident).priority, make.again(incident).place_text) == (3, "Jl Kaca 5")


def test_an_edit_is_written_down_as_the_names_of_its_fields_and_the_codes_that_moved() -> None:
    incident = make.incident(kind="C04")

    acts.edit(incident, {"kind": "C01", "priority": 1, "place_text": "Jl Kaca 5"}, by=make.taker())

    assert Event.objects.latest("pk").facts == {
        "fields": ["kind", "lead", "place_text", "priority", "privacy"], "kind": ["C04", "C01"], "priority": [2, 1],
    }  # fmt: skip


def test_another_kind_brings_its_leading_agency_unless_one_is_named() -> None:
    one, two = make.incident(), make.incident()

    acts.edit(one, {"kind": "F08"}, by=make.taker())
    acts.edit(two, {"kind": "F08", "lead": "BPBD"}, by=make.taker())

    assert [make.again(row).lead.code for row in (one, two)] == ["DSDABM", "BPBD"]


def test_a_change_of_kind_seals_and_never_lifts_a_seal() -> None:
    open_, sealed = make.incident(), make.sealed()

    acts.edit(open_, {"kind": make.SEALED}, by=make.taker())
    acts.edit(sealed, {"kind": "C01"}, by=make.supervisor())

    assert [make.again(row).privacy for row in (open_, sealed)] == [3, 3]


def test_a_moved_pin_brings_its_kelurahan_and_words_do_not() -> None:
    incident = make.incident(place_text="pojok pasar")

    acts.edit(incident, {"lat": -7.315463, "lng": 112.741127}, by=make.taker())

    now = make.again(incident)
    assert (now.kelurahan.name, now.kecamatan.name, now.place_text) == ("Margorejo", "Wonocolo", "pojok pasar")


@pytest.mark.parametrize(("change", "code"), [({"kind": "Z99"}, "unknown_kind"), ({"lead": "NASA"}, "unknown_agency")])
def test_what_does_not_exist_is_refused_and_nothing_of_the_edit_happens(change: dict[str, str], code: str) -> None:
    incident = make.incident()
    before = rows_of(Incident, Event)

    with pytest.raises(Refused) as refusal:
        acts.edit(incident, {"priority": 4, **change}, by=make.taker())

    assert (refusal.value.code, rows_of(Incident, Event)) == (code, before)


def test_an_edit_that_names_nothing_is_no_line() -> None:
    incident = make.incident()
    before = rows_of(Event)

    acts.edit(incident, {}, by=make.taker())

    assert rows_of(Event) == before


@pytest.mark.parametrize("ended", [make.closed, make.merged])
def test_an_ended_incident_is_neither_edited_nor_verified(ended) -> None:
    incident = ended()

    with pytest.raises(Refused):
        acts.edit(incident, {"priority": 4}, by=make.taker())
    with pytest.raises(Refused):
        acts.verify(incident, "verified", by=make.taker())

    assert make.again(incident).priority == 1


# ── Notes, verification ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_keeps_its_words_and_the_journal_only_says_that_somebody_wrote() -> None:
    incident, desk = make.incident(to=["DPKP"]), make.desk()

    note = acts.add_note(incident, "  gang sempit\0  ", by=desk)

    assert (note.text, note.agency, note.about) == ("gang sempit", desk.agency, "note")
    assert Event.objects.latest("pk").facts == {"note": note.pk, "agency": "DPKP"}


@pytest.mark.parametrize("words", ["", "  ", "\0", "\n\t"])
def test_an_empty_note_is_refused(words: str) -> None:
    with pytest.raises(Refused) as refusal:
        acts.add_note(make.incident(), words, by=make.taker())

    assert refusal.value.code == "empty"


def test_a_note_may_still_be_written_on_a_closed_incident() -> None:
    incident = make.closed()

    acts.add_note(incident, "BAP menyusul", by=make.taker())

    assert incident.notes.count() == 1


def test_verification_is_written_down_when_it_changes() -> None:
    incident = make.incident()

    for degree in ("partial", "partial", "verified"):
        acts.verify(incident, degree, by=make.desk())

    assert [e.facts for e in Event.objects.filter(name="incident.verified").order_by("pk")] == [
        {"verification": "partial", "was": "unverified"}, {"verification": "verified", "was": "partial"},
    ]  # fmt: skip


def test_there_is_no_other_degree_of_verification() -> None:
    with pytest.raises(Refused) as refusal:
        acts.verify(make.incident(), "sure", by=make.taker())

    assert refusal.value.code == "verification"


# ── The seal ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seal_is_opened_for_half_an_hour_for_one_person_with_a_reason(clock: Clock) -> None:
    incident, by, other = make.sealed(), make.dispatcher(), make.dispatcher()

    opened = reveal(incident, reason=REASON, by=by)

    assert (in_force(incident, by), in_force(incident, other)) == (True, False)
    assert Event.objects.latest("pk").facts == {"reveal": opened.pk}
    assert Event.objects.latest("pk").member == by
    clock.go(1799)
    assert in_force(incident, by) is True
    clock.go(1)
    assert in_force(incident, by) is False


@pytest.mark.parametrize("reason", ["", "penting", " " * 40, "\0" * 40, "pendek sekali "])
def test_a_seal_is_not_opened_without_a_real_reason(reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        reveal(make.sealed(), reason=reason, by=make.dispatcher())

    assert (refusal.value.code, Reveal.objects.count()) == ("reason", 0)


def test_who_may_not_open_a_seal_does_not_open_it() -> None:
    incident = make.sealed()

    for by in (make.taker(), make.desk("DP3APPKB"), make.auditor(), make.administrator()):
        with pytest.raises(PermissionDenied):
            reveal(incident, reason=REASON, by=by)

    assert Reveal.objects.count() == 0


# ── Telephone calls ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_event_of_a_call_is_told_once_in_whatever_order_they_arrive() -> None:
    pbx, at = make.api_client(), datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    news = [
        calls.tell("a-1", event, at=at + timedelta(seconds=n), by=pbx, number="+62811", line="3")[1]
        for n, event in [(9, "hangup"), (0, "ringing"), (4, "answered"), (5, "answered"), (9, "hangup")]
    ]

    call = Call.objects.get()
    assert news == [True, True, True, False, False]
    assert [(stamp - at).seconds for stamp in (call.ringing_at, call.answered_at, call.ended_at)] == [0, 4, 9]
    assert call.state == "ended"
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "call.hangup", "call.ringing", "call.answered",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "state"),
    [(["ringing"], "ringing"), (["ringing", "answered"], "answered"), (["ringing", "hangup"], "abandoned"),
     (["ringing", "transferred", "hangup"], "ended")],
)  # fmt: skip
def test_the_state_of_a_call_follows_from_its_stamps(events: list[str], state: str) -> None:
    pbx = make.api_client()

    for event in events:
        calls.tell("a-1", event, at=None, by=pbx)

    assert Call.objects.get().state == state


# ── Numbers people say ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "pk"),
    [("K-12", 12), ("k12", 12), (" 12 ", 12), ("K-012", 12), (12, 12), ("12.0", 0), ("", 0), ("K-", 0), ("L-12", 0),
     ("-12", 12), ("1e3", 0), ("٣", 0), ("9" * 19, 0), (None, 0), ("12;", 0)],
)  # fmt: skip
def test_a_number_is_read_however_people_write_it(said: object, pk: int) -> None:
    assert number_to_pk(said) == pk
