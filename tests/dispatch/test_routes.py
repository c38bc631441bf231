"""Every route × every role: 404 for what you may not see, 403 for what you may not do; an unlisted route fails."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.models import Agency, Member, Role, Unit

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

ROOM = {"call_taker", "dispatcher", "supervisor"}
DESK = {"agency_operator"}
ALL = {
    "call_taker",
    "dispatcher",
    "supervisor",
    "agency_operator",
    "field_crew",
    "auditor",
    "administrator",
    "api_client",
}
PAGES: dict[str, set[str]] = {
    "console": ROOM, "wall": {"supervisor", "dispatcher"}, "desk": DESK, "field": {"field_crew"},
    "figures": ROOM | {"auditor"}, "review": ROOM, "audit": {"auditor", "supervisor"}, "preferences": ALL,
    "password_change": ALL,
    "api_units": ALL, "api_incidents": ALL, "api_incidents_geojson": ALL, "api_schema": ALL, "api_docs": ALL,
    "api_kinds": ROOM | {"api_client"}, "api_place_search": ROOM | {"api_client"},
    "api_place_resolve": ROOM | {"api_client"}, "api_duplicates": ROOM, "api_recommend": ROOM,
    "api_feed": ALL - {"administrator"},
}  # fmt: skip
"""Pages and lists (GET): the roles that get 200; the others 403."""

SEES = ROOM | {"auditor"}
"""Who sees an incident of another agency's (the strangers: a desk and a crew of PLN, a client, the administrator)."""
OF_INCIDENT_GET = {"incident": SEES, "incident_print": SEES, "api_incident": SEES, "api_timeline": SEES,
                   "api_recommendation": ROOM}  # fmt: skip
ACTS: dict[str, set[str]] = {
    "incident_note": ROOM, "incident_edit": ROOM, "incident_verify": ROOM, "incident_send": ROOM,
    "incident_close": ROOM, "incident_reopen": ROOM, "incident_merge": ROOM, "incident_unmerge": ROOM,
    "incident_reveal": {"dispatcher", "supervisor"}, "api_notes": ROOM, "api_close": ROOM, "api_reopen": ROOM,
    "api_merge": ROOM, "api_unmerge": ROOM, "api_verify": ROOM, "api_reveal": {"dispatcher", "supervisor"},
    "api_send": ROOM,
    "dispatch_accept": {"dispatcher", "supervisor"}, "dispatch_decline": {"dispatcher", "supervisor"},
    "dispatch_seen": {"dispatcher", "supervisor"}, "dispatch_finish": {"dispatcher", "supervisor"},
    "dispatch_assign": {"dispatcher", "supervisor"}, "dispatch_cancel": ROOM, "dispatch_hold": {"supervisor"},
    "dispatch_ring": {"supervisor"}, "dispatch_settle": {"supervisor"},
    "api_accept": {"dispatcher", "supervisor"}, "api_decline": {"dispatcher", "supervisor"},
    "api_seen": {"dispatcher", "supervisor"}, "api_finish": {"dispatcher", "supervisor"}, "api_cancel": ROOM,
    "api_assign": {"dispatcher", "supervisor"},
    "assignment_status": {"dispatcher", "supervisor"}, "api_status": {"dispatcher", "supervisor"},
}  # fmt: skip
"""What is done to an incident, its dispatch or its unit (POST) by people who stand outside its agency: who may at all."""
ELSEWHERE = {
    "home", "login", "logout", "set_language", "set_theme", "healthz", "readyz", "metrics", "demo_login", "demo_city",
    "intake_settle", "draft_take", "unit_duty", "position_report", "api_reports", "api_duty", "api_positions",
    "api_calls",
}  # fmt: skip
"""Routes with tests of their own (test_bad_input, test_answers, browser tests) or that everybody may ask."""


def names(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                found |= names(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(pattern.name)
    return found


@pytest.fixture
def case() -> dict[str, Any]:
    """A fire that DPKP has accepted and works on with one unit; everybody else asks for it."""
    taker = Member.objects.create(username="penerima", role=Role.CALL_TAKER)
    desk = Member.objects.create(username="dpkp", role=Role.AGENCY_OPERATOR, agency=Agency.objects.get(code="DPKP"))
    client = Client()
    client.force_login(taker)
    body = {"id": str(uuid.uuid4()), "outcome": "incident", "kind": "C01", "text": "rahasia", "dispatch_to": ["DPKP"]}
    answer = client.post(reverse("api_reports"), json.dumps(body), content_type="application/json").json()
    number, dispatch = answer["incident"]["number"], answer["incident"]["dispatches"][0]["id"]
    client.force_login(desk)
    made = client.post(
        reverse("api_assign", args=[dispatch]), json.dumps({"units": ["DPKP-101"]}), content_type="application/json"
    ).json()
    return {"number": number, "dispatch": dispatch, "assignment": made["assignments"][0]["id"]}


def stranger(role: str) -> Client:
    pln = Agency.objects.get(code="PLN")
    more: dict[str, Any] = {}
    if role in ("agency_operator", "field_crew"):
        more = {"agency": pln, "unit": Unit.objects.filter(agency=pln).first() if role == "field_crew" else None}
    client = Client()
    client.force_login(Member.objects.create(username=f"asing-{role}", role=role, cleared=True, **more))
    return client


def arguments(name: str, case: dict[str, Any]) -> list[Any]:
    if name.startswith("dispatch_") or name in (
        "api_accept", "api_decline", "api_seen", "api_finish", "api_cancel", "api_assign",
    ):  # fmt: skip
        return [case["dispatch"]]
    if name in ("assignment_status", "api_status"):
        return [case["assignment"]]
    return [case["number"]]


def test_every_route_is_listed() -> None:
    assert names() - {*PAGES, *OF_INCIDENT_GET, *ACTS, *ELSEWHERE} == set()


@pytest.mark.parametrize("role", sorted(ALL))
def test_pages_are_for_their_roles(role: str) -> None:
    client = stranger(role)
    answers = {name: client.get(reverse(name)).status_code for name in PAGES}
    assert answers == {name: 200 if role in roles else 403 for name, roles in PAGES.items()}


@pytest.mark.parametrize("role", sorted(ALL))
def test_an_incident_of_others_is_not_there(role: str, case: dict[str, Any]) -> None:
    client = stranger(role)
    answers = {name: client.get(reverse(name, args=[case["number"]])).status_code for name in OF_INCIDENT_GET}
    expected = {name: 200 if role in roles else 404 for name, roles in OF_INCIDENT_GET.items()}
    if role not in ROOM:
        expected["api_recommendation"] = 403
    assert answers == expected


@pytest.mark.parametrize("role", sorted(ALL))
def test_strangers_can_do_nothing_to_it(role: str, case: dict[str, Any]) -> None:
    client = stranger(role)
    wrong = {}
    for name, roles in ACTS.items():
        kind = {"content_type": "application/json"} if name.startswith("api_") else {}
        status = client.post(reverse(name, args=arguments(name, case)), "{}" if kind else {}, **kind).status_code
        refused = status in (403, 404)
        if refused == (role in roles):
            wrong[name] = status
    assert wrong == {}


@pytest.mark.parametrize("name", sorted({*PAGES, *OF_INCIDENT_GET} - {"api_docs", "api_schema"}))
def test_nobody_gets_in_without_signing_in(name: str, case: dict[str, Any]) -> None:
    args = [] if name in PAGES else [case["number"]]
    answer = Client().get(reverse(name, args=args))
    assert answer.status_code == (401 if name.startswith("api_") else 302)


def test_a_desk_sees_its_own_and_the_caller_s_words(case: dict[str, Any]) -> None:
    client = Client()
    client.force_login(Member.objects.get(username="dpkp"))
    page = client.get(reverse("incident", args=[case["number"]]))
    assert (page.status_code, "rahasia" in page.content.decode()) == (200, True)


def test_headers_of_every_page() -> None:
    answer = stranger("supervisor").get(reverse("wall"))
    policy = answer["Content-Security-Policy"]
    assert ("'unsafe-inline'" in policy, "script-src 'self'" in policy, answer["X-Frame-Options"]) == (
        False,
        True,
        "DENY",
    )
