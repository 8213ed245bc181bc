# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes every picture of the documentation again, from the running program with its demo data: bin/shots [name…].

Each page is taken light and dark at 1440 × 900, as a phone at 390 × 844, and in English. Written to docs/pictures/.
"""

import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ADDRESS = os.environ.get("RUCHE_SHOTS_ADDRESS", "http://localhost:8000")
PASSWORD = os.environ.get("RUCHE_DEMO_PASSWORD", "ruche-demo-2026")
CHROMIUM = {
    "executable_path": which("chromium-headless-shell"),
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}


@dataclass(frozen=True)
class Look:
    """One way to see a page; `suffix` ends the picture's name."""

    suffix: str
    width: int
    height: int
    theme: str
    language: str
    person: str = "nora"
    organisation: str = "atelier-sarcelle"


LOOKS = (
    Look("light", 1440, 900, "light", "fr"),
    Look("dark", 1440, 900, "dark", "fr"),
    Look("phone", 390, 844, "light", "fr"),
    Look("english", 1440, 900, "light", "en", "helen", "atlas-conseil"),
)


def main(names: list[str]) -> int:
    """Exit code 0, or 1 when a page answered with an error."""
    pictures = tomllib.loads((HERE / "pictures.toml").read_text())["picture"]
    chosen = [picture for picture in pictures if not names or picture["name"] in names]
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        for look in LOOKS:
            for is_signed_in in (False, True):
                page = _open(browser, look, look.person if is_signed_in else "")
                for picture in (one for one in chosen if one["is_signed_in"] == is_signed_in):
                    path = picture["path"].replace("{organisation}", look.organisation)
                    target = HERE / "pictures" / f"{picture['name']}-{look.suffix}.png"
                    failed += not _take(page, path, picture.get("follow", ""), target)
                page.context.close()
    return 1 if failed else 0


def _open(browser: Browser, look: Look, person: str) -> Page:
    page = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.theme == "dark" else "light",
        locale="en-GB" if look.language == "en" else "fr-FR",
        has_touch=look.width < 768,
        reduced_motion="reduce",
    ).new_page()
    page.context.add_cookies([{"name": "ruche_language", "value": look.language, "url": ADDRESS}])
    if person:
        page.goto(f"{ADDRESS}/account/sign-in/")
        page.fill("input[type=email]", f"{person}@ruche.example")
        page.press("input[type=email]", "Enter")
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_url("**/o/**")
    return page


def _take(page: Page, path: str, follow: str, target: Path) -> bool:
    answer = page.goto(ADDRESS + path)
    if answer is None or not answer.ok:
        sys.stderr.write(f"{path} answered {answer.status if answer else 'nothing'}\n")
        return False
    if follow:
        link = page.locator(follow).first
        if not link.count():
            sys.stderr.write(f"{path} has no {follow}\n")
            return False
        page.goto(ADDRESS + (link.get_attribute("href") or ""))
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)
    page.screenshot(path=target)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
