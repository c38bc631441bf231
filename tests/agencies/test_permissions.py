"""Rights: who may do what, for which agency and unit; and which audience reads with whom."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agencies.audiences import NOBODY, Audience, audience_of
from agencies.models import Member, Role
from agencies.permissions import BOUND_TO_AGENCY, GRANTS, Can, may, require
from tests import make

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

T, D, S, A, F, U, X, Y = (
    Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR, Role.AGENCY_OPERATOR, Role.FIELD_CREW, Role.AUDITOR,
    Role.API_CLIENT, Role.SYSTEM,
)  # fmt: skip
WHO = {
    Can.TAKE_REPORTS: {T, D, S}, Can.SUBMIT_REPORTS: {T, D, S, X}, Can.EDIT_INCIDENTS: {T, D, S},
    Can.WRITE_NOTES: {T, D, S, A, F}, Can.SEND_DISPATCHES: {T, D, S}, Can.ANSWER_DISPATCHES: {D, S, A},
    Can.WORK_ASSIGNMENTS: {D, S, A, F}, Can.OVERRIDE_ASSIGNMENTS: {D, S, A}, Can.CLOSE_INCIDENTS: {T, D, S},
    Can.MERGE_INCIDENTS: {T, D, S}, Can.SUPERVISE: {S}, Can.VERIFY_INCIDENTS: {T, D, S, A}, Can.DECLARE_FALSE: {S},
    Can.REVEAL_SEALED: {D, S}, Can.REPORT_POSITIONS: {D, S, A, F, X}, Can.SET_DUTY: {D, S, A, F},
    Can.REVIEW_INTAKE: {T, D, S}, Can.READ_FIGURES: {T, D, S, U}, Can.READ_JOURNAL: {S, U}, Can.REPORT_CALLS: {X},
    Can.RUN_SYSTEM: {Y},
}  # fmt: skip
"""Each right and who holds it, written down a second time. The administrator holds none: no case content."""


@pytest.fixture
def people(db: None) -> dict[Role, Member]:
    return {
        Role.CALL_TAKER: make.taker(), Role.DISPATCHER: make.dispatcher(), Role.SUPERVISOR: make.supervisor(),
        Role.AGENCY_OPERATOR: make.desk(), Role.FIELD_CREW: make.crew(), Role.AUDITOR: make.auditor(),
        Role.ADMINISTRATOR: make.administrator(is_superuser=True), Role.API_CLIENT: make.api_client("DPKP"),
        Role.SYSTEM: make.system(),
    }  # fmt: skip


def test_every_role_holds_exactly_its_rights(people: dict[Role, Member]) -> None:
    held = {right: {role for role, member in people.items() if may(member, right)} for right in Can}

    assert held == WHO


def test_every_role_has_a_row_and_every_right_a_sentence() -> None:
    assert set(GRANTS) == set(Role)
    assert [right for right in Can if not right.value] == []


def test_for_an_agency_its_own_people_and_the_room_may_and_another_agency_may_not(people: dict[Role, Member]) -> None:
    ours, theirs = make.agency("DPKP").pk, make.agency("DINKES").pk

    wrong = [
        (role, right)
        for (role, member), right in product(people.items(), Can)
        if may(member, right)
        and (may(member, right, agency_id=ours), may(member, right, agency_id=theirs))
        != (True, role not in BOUND_TO_AGENCY)
    ]

    assert wrong == []


def test_a_crew_acts_for_its_own_unit_only_and_its_desk_for_all_of_the_agency(people: dict[Role, Member]) -> None:
    agency, own, other = make.agency("DPKP").pk, make.unit("DPKP-101").pk, make.unit("DPKP-102").pk
    crew, desk = people[Role.FIELD_CREW], people[Role.AGENCY_OPERATOR]

    allowed = [
        may(who, Can.WORK_ASSIGNMENTS, agency_id=agency, unit_id=unit) for who in (crew, desk) for unit in (own, other)
    ]

    assert allowed == [True, False, True, True]


def test_an_api_client_without_an_agency_has_no_units() -> None:
    client = make.api_client()

    assert may(client, Can.REPORT_POSITIONS, agency_id=make.agency("DPKP").pk) is False


def test_who_left_may_nothing_and_is_nobody(people: dict[Role, Member]) -> None:
    Member.objects.update(is_active=False)

    for member in Member.objects.all():
        assert [right for right in Can if may(member, right)] == []
        assert audience_of(member) == NOBODY


def test_require_says_so_in_a_sentence(people: dict[Role, Member]) -> None:
    with pytest.raises(PermissionDenied, match=r"\w+ \w+"):
        require(people[Role.AUDITOR], Can.SUPERVISE)

    require(people[Role.SUPERVISOR], Can.SUPERVISE)


def test_the_database_itself_wants_desk_people_to_have_an_agency() -> None:
    for role in (Role.AGENCY_OPERATOR, Role.FIELD_CREW):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.member(role)

    assert Member.objects.count() == 0


# ── Audiences ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_role_belongs_to_its_audience(people: dict[Role, Member]) -> None:
    ours, unit = make.agency("DPKP").pk, make.unit("DPKP-101").pk

    assert {role: audience_of(member) for role, member in people.items()} == {
        Role.CALL_TAKER: Audience("room"), Role.DISPATCHER: Audience("room"),
        Role.SUPERVISOR: Audience("supervisor", cleared=True), Role.AGENCY_OPERATOR: Audience("agency", agency_id=ours),
        Role.FIELD_CREW: Audience("crew", unit_id=unit, agency_id=ours), Role.AUDITOR: Audience("auditor"),
        Role.ADMINISTRATOR: NOBODY, Role.API_CLIENT: Audience("client", member_id=people[Role.API_CLIENT].pk),
        Role.SYSTEM: NOBODY,
    }  # fmt: skip


def test_people_of_one_kind_share_an_audience_and_clearance_makes_another() -> None:
    assert audience_of(make.desk()) == audience_of(make.desk()) != audience_of(make.desk("BPBD"))
    assert audience_of(make.taker()) == audience_of(make.dispatcher()) != audience_of(make.dispatcher(cleared=True))
    assert audience_of(make.supervisor()) == audience_of(make.supervisor(cleared=True))


def test_nobody_signed_in_and_a_crew_without_a_unit_see_nothing() -> None:
    lost = make.crew()
    lost.unit = None

    assert audience_of(AnonymousUser()) == audience_of(lost) == NOBODY  # type: ignore[arg-type]
