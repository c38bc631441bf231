"""Every page in both themes: no serious accessibility violation, no script error, no other host asked."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Room, Sign
from .test_main_job import report

pytestmark = [pytest.mark.browser, pytest.mark.serial]
AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text()
PAGES = [
    ("penerima", "/konsol/", ".board-rows"), ("pic", "/dinding/", ".attention-list"), ("desk.dpkp", "/meja/", ".desk"),
    ("kru.dpkp-101", "/lapangan/", ".field"), ("pic", "/angka/", ".tiles"), ("pic", "/tinjau/", ".sheet"),
    ("auditor", "/jurnal/", ".lines"), ("pic", "/saya/", "main"), ("pic", "incident", ".timeline"),
    ("desk.dpkp", "incident", ".timeline"), ("pic", "print", ".incident-paper"),
]  # fmt: skip


@pytest.fixture(scope="module")
def number(room: Room) -> dict[str, str]:
    return {}


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("who", "path", "there"), PAGES)
def test_no_serious_violation(
    sign_in: Sign, number: dict[str, str], who: str, path: str, there: str, theme: str
) -> None:
    if "K" not in number:
        number["K"] = report(sign_in("penerima", "/konsol/"))
    where = {"incident": f"/kejadian/{number['K']}/", "print": f"/kejadian/{number['K']}/cetak/"}.get(path, path)
    phone = path == "/lapangan/"
    page = sign_in(who, where, theme=theme, **({"width": 390, "height": 844} if phone else {}))
    expect(page.locator(there).first).to_be_attached()
    page.wait_for_timeout(400)

    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")

    serious = [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_the_sign_in_page(browser, room: Room) -> None:
    page = browser.new_page()
    page.goto(f"{room.url}/masuk/")
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    assert [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")] == []
    expect(page.locator("form[action*='demo']")).to_have_count(0)  # one-click sign-in exists in the demo only
    page.close()
