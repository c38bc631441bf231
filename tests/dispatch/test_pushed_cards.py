"""What is pushed equals what is fetched: after every action, for every audience; and sight's two forms agree."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from agencies.audiences import Audience, audience_of
from agencies.models import Agency, Unit
from dispatch import cards, frames, orders, sight
from dispatch.actions import assignments, dispatches, endings, escalation
from incidents import journal
from incidents.actions import incidents
from incidents.models import Incident
from tests import make
from tests.database import numbered

pytestmark = [pytest.mark.domain, pytest.mark.django_db]


def audiences() -> list[Audience]:
    people = [make.taker(), make.dispatcher(cleared=True), make.supervisor(), make.desk("DPKP"), make.desk("PLN"),
              make.crew("DPKP-101"), make.auditor()]  # fmt: skip
    return [audience_of(one) for one in people]


def story(sealed: bool) -> list[Callable[[], Any]]:
    """The life of one incident as a list of steps, from sending to merging."""
    boss, desk = make.supervisor(), make.desk("DPKP")
    kind = "G04" if sealed else "C01"
    case: dict[str, Any] = {"incident": make.incident(kind=kind, to=("DPKP", "BPBD"))}
    one = lambda code: case["incident"].dispatches.get(agency__code=code)  # noqa: E731
    return [
        lambda: dispatches.see(one("DPKP"), by=desk),
        lambda: orders.ring(_running(one("BPBD")), by=None, at=timezone.now()),
        lambda: escalation.hold(one("BPBD"), by=boss),
        lambda: dispatches.accept(one("DPKP"), by=desk),
        lambda: case.update(job=assignments.assign(one("DPKP"), ["DPKP-101"], by=desk)[0]),
        lambda: assignments.report_status(case["job"], "en_route", by=desk),
        lambda: assignments.report_status(case["job"], "on_scene", by=desk),
        lambda: incidents.edit(case["incident"], {"priority": 2, "place_text": "Jl Baru"}, by=boss),
        lambda: incidents.verify(case["incident"], "verified", by=boss),
        lambda: assignments.report_status(case["job"], "clear", by=desk),
        lambda: dispatches.decline(one("BPBD"), reason="busy", by=make.desk("BPBD")),
        lambda: escalation.settle(one("BPBD"), by=boss),
        lambda: endings.close(case["incident"], disposition="handled", by=boss),
        lambda: endings.reopen(case["incident"], by=boss),
        lambda: endings.merge(case["incident"], make.incident(kind=kind), by=boss),
        lambda: endings.unmerge(case["incident"], by=boss),
    ]


def _running(dispatch: Any) -> Any:
    """An order whose timer has just ended, as the clock finds it."""
    dispatch.timers.update(ended_at=timezone.now())
    return dispatch


@pytest.mark.parametrize("sealed", [False, True])
def test_a_pushed_card_is_the_fetched_card_after_every_action(sealed: bool) -> None:
    watching, steps = audiences(), story(sealed)
    numbered()
    screens: dict[Audience, dict[str, Any]] = {one: {} for one in watching}
    for audience in watching:
        _apply(screens[audience], frames.board(audience, journal.head()))
    for step in steps:
        before = journal.head()
        step()
        numbered()
        span = frames.read(before)
        for audience in watching:
            _apply(screens[audience], frames.draw(span, audience))
            fetched = {card["number"]: card for card in cards.incident_cards(_all(), audience)}
            shown = {key: card for key, card in screens[audience].items() if key.startswith("K")}
            assert shown == {number: fetched[number] for number in shown}
            assert set(shown) >= {number for number, card in fetched.items() if card["state"] != "closed"}


def _all() -> list[int]:
    return list(Incident.objects.order_by("pk").values_list("pk", flat=True))


def _apply(screen: dict[str, Any], changes: list[dict[str, Any]]) -> None:
    for change in changes:
        if change.get("gone"):
            screen.pop(str(change["id"]), None)
        else:
            screen[str(change["id"])] = change["card"]


def test_sight_in_memory_is_sight_in_the_database() -> None:
    make.incident(to=("DPKP",))
    make.sealed(to=("DP3APPKB",))
    make.assignment("DPKP-101", status="en_route")
    make.declined("PLN")
    make.closed()
    make.long_closed()
    make.merged()
    watching = [
        *audiences(),
        Audience("agency", agency_id=Agency.objects.get(code="DP3APPKB").pk),
        Audience("crew", unit_id=Unit.objects.get(callsign="DPKP-102").pk),
    ]
    cases = cards.load(_all())
    for audience in watching:
        in_memory = {pk for pk, case in cases.items() if sight.covers(audience, case, timezone.now())}
        assert in_memory == set(sight.incidents_of(audience).values_list("pk", flat=True))
        assert (
            in_memory <= {pk for pk, case in cases.items() if sight.once_saw(audience, case)}
            or audience.view == "client"
        )


def test_reading_a_board_costs_the_same_for_one_and_for_three(django_assert_num_queries: Any) -> None:
    make.incident(to=("DPKP", "DINKES"))
    pks = _all()
    with django_assert_num_queries(6):
        cards.load(pks)
    make.incident(to=("DPKP",))
    make.incident(to=("DPKP",))
    pks = _all()
    with django_assert_num_queries(6):
        cards.load(pks)
