"""Likely duplicates: near in place, time and kind, best first, with the reasons; a hint and never a decision."""

import pytest

from incidents import duplicates
from incidents.models import Incident
from tests import make
from tests.conftest import Clock

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

LAT, LNG = make.GENTENG["lat"], make.GENTENG["lng"]
METRE = 1 / 111_195


def near(clock: Clock, *, lat: float | None = LAT, lng: float | None = LNG, kind: str | None = "C01") -> list[dict]:
    asked = make.kind(kind) if kind else None
    return duplicates.near(Incident.objects.all(), lat=lat, lng=lng, kind=asked, at=clock.at)


def test_the_same_kind_nearby_and_now_is_most_likely_the_same(clock: Clock) -> None:
    incident = make.incident(lat=LAT + 300 * METRE)
    clock.go(180)

    [row] = near(clock)

    assert (row["number"], row["score"]) == (incident.number, 0.9)
    assert row["reasons"] == [{"code": "distance", "m": 300}, {"code": "age", "min": 3}, {"code": "same_kind"}]


def test_another_kind_of_the_group_weighs_half_and_another_group_nothing(clock: Clock) -> None:
    make.incident()

    scores = [near(clock, kind=kind)[0] for kind in ("C01", "C02", "A01", None)]

    assert [row["score"] for row in scores] == [1.0, 0.85, 0.7, 0.7]
    assert [row["reasons"][-1]["code"] for row in scores] == ["same_kind", "same_group", "age", "age"]


def test_the_best_come_first_and_at_most_five(clock: Clock) -> None:
    made = [make.incident(lat=LAT + metres * METRE) for metres in (600, 100, 500, 200, 400, 300)]

    rows = near(clock)

    assert [row["number"] for row in rows] == [made[n].number for n in (1, 3, 5, 4, 2)]


@pytest.mark.parametrize("away", [{"lat": LAT + 1600 * METRE}, {"lng": LNG + 1600 * METRE}, {"lat": None, "lng": None}])
def test_what_is_far_or_has_no_pin_is_not_offered(clock: Clock, away: dict) -> None:
    make.incident(**away)

    assert near(clock) == []


def test_what_is_hours_old_or_over_is_not_offered(clock: Clock) -> None:
    make.incident()
    make.closed()
    make.merged(make.incident())
    clock.go(6 * 3600 + 1)

    assert near(clock) == []


def test_without_a_pin_nothing_is_near(clock: Clock) -> None:
    make.incident()

    assert near(clock, lat=None) == []
