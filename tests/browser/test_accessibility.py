# SPDX-License-Identifier: AGPL-3.0-or-later
"""axe finds nothing on any page, light, dark and on a phone; nor does the console, nor a page that scrolls sideways."""

from typing import Any

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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_has_a_fault(theme, viewport, visit, pages, django_user_model):
    assert settings.DEBUG is False
    faults: dict[str, list[str]] = {}
    alice = django_user_model.objects.get(name="Alice")
    for user, paths in ((None, OUTSIDE), (alice, [*pages, *OWN])):
        page = visit(user, paths[0], viewport=viewport, theme=theme)
        console: list[str] = []
        page.on("console", lambda message, told=console: told.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error, told=console: told.append(str(error)))
        for path in paths:
            console.clear()
            page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
            if found := _faults(page, console, path):
                faults[path] = found
    assert faults == {}


def _faults(page: Page, console: list[str], path: str) -> list[str]:
    return faults_of(page) + [line for line in console if not (path == "/nowhere/" and "404" in line)]


def faults_of(page: Page) -> list[str]:
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate(RUN)
    found = [f"{one['id']}: {', '.join(node['target'][0] for node in one['nodes'][:3])}" for one in result["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append("has not one h1")
    return found
