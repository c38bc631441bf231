"""`./run pictures [URL]`: the pictures of README, from a demo that is running (default port 8112)."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
WANTED = (("wall", "pic", "/dinding/"), ("console", "penerima", "/konsol/"))


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8112"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium")
        for name, username, path in WANTED:
            page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme="dark")
            page.goto(f"{url}/masuk/")
            page.fill("#id_username", username)
            page.fill("#id_password", "surabaya112")
            page.press("#id_password", "Enter")
            page.wait_for_url(lambda there: "/masuk/" not in there)
            page.goto(f"{url}{path}")
            page.wait_for_timeout(5000)
            page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=70)
        browser.close()


if __name__ == "__main__":
    main()
