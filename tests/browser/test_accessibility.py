# SPDX-License-Identifier: AGPL-3.0-or-later
"""axe finds nothing on any page, light, dark and on a phone; nor does the console, nor a page that scrolls sideways.

Each page is loaded once and looked at three times: a theme changes colours only, a narrow screen what has room.
"""

from typing import Any, Literal

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.environment import ROOT
from tests.isolation.samples import CASES
from tests.isolation.world import build_world

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RUN = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
SOME = "axe.run(document, {runOnly: {type: 'rule', values: %s}})"
LAYOUT = SOME % ["target-size", "scrollable-region-focusable", "button-name", "link-name", "label"]
COLOURS = SOME % ["color-contrast", "link-in-text-block"]
PARTS = 6  # of the pages, so that two workers share them
OUTSIDE = ["/account/sign-in/", "/account/sign-up/", "/account/recovery/", "/join/", "/offline/", "/nowhere/"]
OWN = [
    "/account/preferences/",
    "/account/password/",
    "/account/security/",
    "/account/security/telephone/",
    "/account/sessions/",
    "/account/reauthentication/",
    "/account/sign-out/",
    "/account/address/change/",
    "/account/deletion/",
    "/instance/",
    "/instance/people/",
    "/instance/failures/",
    "/instance/letters/",
    "/instance/organisations/",
    "/account/tokens/",
    "/account/tokens/?organisation=atelier-a",
    "/account/applications/",
    "/instance/applications/",
    "/instance/applications/new/",
    "/instance/providers/",
    "/instance/providers/new/",
    "/organisations/",
]
# Answers that are data or parts of a page.
NO_PAGE = (
    "api",
    "ui:palette",
    "chat:sidebar",
    "chat:message_list",
    "chat:pin_list",
    "directories:run_report",
    "lifecycle:heir_search",
    "organisations:group_candidates",
    "organisations:logo",
    "access:audience_count",
    "organisations:settings",
    "people:person_export",
    "people:person_card",
    "people:org_chart_svg",
    "people:chart_group",
    "people:position_candidates",
)


@pytest.fixture
def pages() -> list[str]:
    world = build_world()
    alice = world.people["alice"]
    alice.is_instance_admin = True
    alice.save()
    pages = [case for case in CASES if case.method == "get" and not case.route.startswith(NO_PAGE) and case.person == "alice"]
    return [reverse(case.route, args=["atelier-a", *case.parameters(world).values()]) for case in pages]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault(part, visit, pages, django_user_model):
    assert settings.DEBUG is False
    faults: dict[str, list[str]] = {}
    alice = django_user_model.objects.get(name="Alice")
    for user, paths in ((None, OUTSIDE[part::PARTS]), (alice, [*pages, *OWN][part::PARTS])):
        page = visit(user, paths[0])
        console: list[str] = []
        page.on("console", lambda message, told=console: told.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error, told=console: told.append(str(error)))
        for path in paths:
            console.clear()
            page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
            found = _faults_in_all_looks(page) + [line for line in console if not (path == "/nowhere/" and "404" in line)]
            if found:
                faults[path] = found
    assert faults == {}


def _faults_in_all_looks(page: Page) -> list[str]:
    """All rules on a wide screen; on a phone those that its width may break, and colours in the dark."""
    page.set_viewport_size(DESKTOP)
    _wear(page, "light")
    found = faults_of(page)
    page.set_viewport_size(PHONE)
    found += [f"phone: {fault}" for fault in [*_sideways(page), *_run_axe(page, LAYOUT)]]
    _wear(page, "dark")
    return found + [f"dark: {fault}" for fault in _run_axe(page, COLOURS)]


def _wear(page: Page, theme: Literal["light", "dark"]) -> None:
    """Colours fade from one theme to the other: axe looks once they are there. What turns for ever has no end to be brought to."""
    page.emulate_media(color_scheme=theme)
    page.evaluate("document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())")


def faults_of(page: Page) -> list[str]:
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    page.evaluate(AXE.read_text())
    found = _run_axe(page, RUN)
    found += _sideways(page)
    if page.locator("h1").count() != 1:
        found.append("has not one h1")
    return found


def _run_axe(page: Page, run: str) -> list[str]:
    result: dict[str, Any] = page.evaluate(run)
    return [f"{one['id']}: {', '.join(str(node['target'][0]) for node in one['nodes'][:3])}" for one in result["violations"]]


def _sideways(page: Page) -> list[str]:
    return ["scrolls sideways"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
