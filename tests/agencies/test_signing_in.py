"""Signing in by name or token, what a member chooses for themself, and where each role works."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agencies.models import Member, Role, Token
from agencies.views import HOMES
from tests import make
from tests.conftest import Clock

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

PASSWORD = "kata sandi yang panjang"
INCIDENTS = "/api/v1/incidents/"


def with_password() -> Member:
    member = make.taker(username="sari")
    member.set_password(PASSWORD)
    member.save()
    return member


def sign_in(password: str, browser: Client | None = None, name: str = "sari") -> int:
    """The status of the answer: 302 means in."""
    return (browser or Client()).post(reverse("login"), {"username": name, "password": password}).status_code


def bearer(secret: str) -> int:
    return Client().get(INCIDENTS, headers={"authorization": f"Bearer {secret}"}).status_code


# ── By name ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_right_password_opens_and_signing_out_closes() -> None:
    with_password()
    browser = Client()

    codes = [
        sign_in(PASSWORD, browser), browser.get(INCIDENTS).status_code, browser.post(reverse("logout")).status_code,
        browser.get(INCIDENTS).status_code,
    ]  # fmt: skip

    assert codes == [302, 200, 302, 401]


def test_five_wrong_tries_make_a_pause_for_that_name_and_never_a_lock_out() -> None:
    with_password()
    other = make.taker(username="bagus")
    other.set_password(PASSWORD)
    other.save()

    wrong = [sign_in("salah") for _ in range(5)]

    assert wrong == [200] * 5
    assert (sign_in(PASSWORD), sign_in(PASSWORD, name="SARI"), sign_in(PASSWORD, name="bagus")) == (200, 200, 302)


def test_signing_in_leads_back_only_to_our_own_pages() -> None:
    with_password()

    for where, to in [("/angka/", "/angka/"), ("https://evil.example/", "/"), ("//evil.example/", "/")]:
        answer = Client().post(f"{reverse('login')}?next={where}", {"username": "sari", "password": PASSWORD})
        assert answer.headers["Location"] == to


def test_every_role_has_a_place_to_work() -> None:
    assert set(HOMES) == set(Role) - {Role.SYSTEM}
    for role, name in HOMES.items():
        member = (
            make.desk()
            if role == Role.AGENCY_OPERATOR
            else make.crew()
            if role == Role.FIELD_CREW
            else make.member(role)
        )

        assert make.browser(member).get("/").headers["Location"] == reverse(name)


# ── By token ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_create_token_prints_the_token_as_its_last_word_and_it_works() -> None:
    make.taker(username="sari")
    told = io.StringIO()

    call_command("create_token", "sari", stdout=told)

    secret = told.getvalue().split()[-1]
    assert bearer(secret) == 200
    assert Token.objects.filter(digest__contains=secret).count() == 0


def test_create_token_for_nobody_says_so() -> None:
    with pytest.raises(CommandError, match="There is no member sari"):
        call_command("create_token", "sari")


def test_a_token_that_is_wrong_revoked_or_whose_member_left_opens_nothing(clock: Clock) -> None:
    good, revoked, left = make.taker(), make.taker(), make.taker(is_active=False)
    secrets = [Token.issue(member) for member in (good, revoked, left)]
    revoked.tokens.update(revoked_at=clock.at)

    assert [bearer(secret) for secret in (*secrets, "", "x" * 5000, "é")] == [200, 401, 401, 401, 401, 401]


def test_a_token_s_answers_are_in_its_member_s_language() -> None:
    tokens = [Token.issue(make.taker(language=language)) for language in ("en", "id")]

    told = [
        Client().get("/api/v1/kinds/", headers={"authorization": f"Bearer {token}"}).json()["kinds"][0]["name"]
        for token in tokens
    ]

    kind = make.kind("A01")
    assert told == [kind.name_en, kind.name]


# ── What a member chooses ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("asked", "kept"), [("en", "en"), ("id", "id"), ("fr", "id"), ("", "id"), ("en\0", "id")])
def test_a_member_chooses_a_language_there_is(asked: str, kept: str) -> None:
    member = make.taker()

    make.browser(member).post(reverse("set_language"), {"language": asked})

    assert make.again(member).language == kept


def test_before_the_sign_in_the_language_is_this_browser_s_own() -> None:
    browser = Client(headers={"accept-language": "en"})
    first = browser.get(reverse("login")).headers["Content-Language"]

    browser.post(reverse("set_language"), {"language": "en"})

    assert (first, browser.get(reverse("login")).headers["Content-Language"]) == ("id", "en")


@pytest.mark.parametrize(("asked", "kept"), [("light", "light"), ("dark", "dark"), ("pink", "auto")])
def test_a_member_chooses_a_theme_there_is(asked: str, kept: str) -> None:
    member = make.taker()

    make.browser(member).post(reverse("set_theme"), {"theme": asked})

    assert make.again(member).theme == kept


@pytest.mark.parametrize("name", ["set_language", "set_theme"])
def test_choosing_leads_back_only_to_our_own_pages(name: str) -> None:
    browser = make.browser(make.taker())

    answers = [
        browser.post(reverse(name), {"next": back}).headers["Location"] for back in ("/angka/", "//evil.example")
    ]

    assert answers == ["/angka/", "/"]
