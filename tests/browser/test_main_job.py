"""The main job, by people in real browsers: a report becomes an incident on every desk, is accepted or escalates."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Room, Sign

pytestmark = [pytest.mark.browser, pytest.mark.serial]
WORDS = "Jl. Genteng Kali 12, depan warung Bu Tin"


def report(page: Page, kind: str = "kobong rumah", place: str = WORDS) -> str:
    """Type a report by keyboard alone and send it; return the incident's number as the console shows it."""
    page.locator("h1").first.click()
    page.keyboard.press("n")
    expect(page.locator("#r-kind")).to_be_focused()
    page.keyboard.type(kind)
    expect(page.locator("#r-kinds li").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#r-place")).to_be_focused()
    page.keyboard.type(place)
    page.keyboard.press("Control+Enter")
    saved = page.locator(".saved")
    expect(saved).to_be_visible()
    number = re.search(r"K-\d+", saved.inner_text())
    assert number, saved.inner_text()
    return number[0]


def test_a_report_reaches_the_desk_which_accepts_and_the_wall_shows_it(sign_in: Sign, room: Room) -> None:
    taker = sign_in("penerima", "/konsol/")
    desk = sign_in("desk.dpkp", "/meja/")
    wall = sign_in("pic", "/dinding/")
    expect(desk.locator(".desk")).to_be_attached()

    number = report(taker)

    offer = desk.locator(".offer", has_text=number)
    expect(offer).to_be_visible()
    expect(desk).to_have_title(re.compile(r"^\(\d+\)"))
    expect(offer).to_contain_text(WORDS)
    expect(wall.locator(".open-list li", has_text=number)).to_be_visible()

    offer.locator("button.accept").click()

    expect(desk.locator("article:not(.offer)", has_text=number)).to_be_visible()
    chip = taker.locator(f"tr[data-number='{number}'] .chip", has_text="DPKP")
    expect(chip).to_have_attribute("data-state", "accepted")
    assert room.sql("SELECT place_text FROM incidents_incident WHERE id = %s", int(number[2:])) == [(WORDS,)]


def test_what_nobody_answers_turns_overdue_on_the_wall_until_a_supervisor_acts(sign_in: Sign, room: Room) -> None:
    taker = sign_in("penerima2", "/konsol/")
    wall = sign_in("pic", "/dinding/")

    number = report(taker, kind="pohon tumbang", place="Jl. Dharmawangsa")

    need = wall.locator(".need[data-why=overdue]", has_text=number).first
    expect(need).to_be_visible(timeout=15_000)
    expect(taker.locator(f"tr[data-number='{number}'] .chip[data-overdue]").first).to_be_visible()
    rings = (
        "SELECT count(*) FROM dispatch_timer t JOIN dispatch_dispatch d ON d.id = t.dispatch_id"
        " WHERE fired_at IS NOT NULL AND incident_id = %s"
    )
    assert room.sql(rings, int(number[2:]))[0][0] >= 1

    need.locator("[data-act=hold] button").click()

    expect(wall.locator(".need[data-why=overdue]", has_text=number)).to_have_count(0)


def test_what_is_typed_while_the_server_is_away_arrives_when_it_is_back(sign_in: Sign, room: Room) -> None:
    taker = sign_in("penerima", "/konsol/")
    expect(taker.locator("#r-kind")).to_be_visible()
    taker.wait_for_timeout(600)
    taker.context.set_offline(True)
    taker.locator("#r-text").fill("orang tenggelam, sinyal putus")
    expect(taker.locator(".intake")).to_have_attribute("data-state", "unsent")
    expect(taker.locator("#r-text")).to_have_value("orang tenggelam, sinyal putus")

    taker.context.set_offline(False)

    expect(taker.locator(".intake")).to_have_attribute("data-state", "draft", timeout=15_000)
    rows = room.sql("SELECT outcome FROM incidents_report WHERE text = 'orang tenggelam, sinyal putus'")
    assert rows == [("draft",)]


def test_a_ghost_call_is_one_key(sign_in: Sign, room: Room) -> None:
    taker = sign_in("penerima2", "/konsol/")
    expect(taker.locator("#r-kind")).to_be_visible()
    before = room.sql("SELECT count(*) FROM incidents_report WHERE outcome = 'ghost'")[0][0]

    for _ in range(3):
        taker.locator("h1").first.click()
        taker.keyboard.press("n")
        expect(taker.locator("#r-kind")).to_be_focused()
        taker.keyboard.press("Alt+1")
        expect(taker.locator(".saved")).to_be_visible()
        taker.wait_for_timeout(300)

    expect(taker.locator(".saved")).to_contain_text("L-")
    assert room.sql("SELECT count(*) FROM incidents_report WHERE outcome = 'ghost'")[0][0] == before + 3


def test_a_crew_works_its_job_from_a_phone_also_without_a_network(sign_in: Sign, room: Room) -> None:
    taker = sign_in("penerima", "/konsol/")
    number = report(taker, place="Jl. Pahlawan 1")
    desk = sign_in("desk.dpkp", "/meja/")
    crew = sign_in("kru.dpkp-102", "/lapangan/", width=390, height=844)
    offer = desk.locator(".offer", has_text=number)
    offer.locator(".units-button").click()
    offer.locator("input[value=DPKP-102]").check()
    offer.locator("form", has=desk.locator("input[value=DPKP-102]")).locator("button.primary").click()

    big = crew.locator("form[data-step]:not([hidden]) .huge")
    expect(big).to_be_visible()
    big.click()
    expect(big).to_have_attribute("value", "on_scene")
    crew.wait_for_timeout(3000)  # a second tap within that time is a tired thumb's
    crew.context.set_offline(True)
    big.click()
    expect(crew.locator(".unsent")).to_be_visible()
    crew.context.set_offline(False)

    expect(crew.locator(".unsent")).to_be_hidden(timeout=15_000)
    expect(big).to_have_attribute("value", "clear")
    crew.wait_for_timeout(3000)
    big.click()
    expect(crew.locator(".calm")).to_be_visible()
    assert room.sql(
        "SELECT state FROM dispatch_dispatch WHERE incident_id = %s AND done_at IS NOT NULL", int(number[2:])
    ) == [("done",)]


def test_a_member_who_chose_english_reads_english(sign_in: Sign, room: Room) -> None:
    taker = sign_in("penerima2", "/konsol/")
    expect(taker.locator("#board-title")).to_contain_text("Terbuka")

    room.sql("UPDATE agencies_member SET language = 'en' WHERE username = 'penerima2'")
    taker.reload()

    expect(taker.locator("#board-title")).to_contain_text("Open")
    room.sql("UPDATE agencies_member SET language = 'id' WHERE username = 'penerima2'")
