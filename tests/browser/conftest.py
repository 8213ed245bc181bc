# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium on the running product. `visit(person)` opens a page in a context of its own, signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.users.models import User
from tests.environment import ROOT
from tests.live import live_server

Visit = Callable[..., Page]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this folder: Playwright's loop runs in the main thread, where other tests want one of their own."""
    found = os.environ.get("RUCHE_TEST_CHROMIUM") or shutil.which("chromium") or str(ROOT / ".cache/system/chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), live_server() as found:
        yield found


@pytest.fixture
def visit(address: str, browser: Browser, transactional_db: None) -> Iterator[Visit]:
    """visit(user, path="/", viewport=DESKTOP, theme="light", language="en"): the page, after it loaded."""
    contexts = []

    def open_page(
        user: User | None, path: str = "/", *, viewport: ViewportSize = DESKTOP, theme: str = "light", language: str = "en"
    ) -> Page:
        context = browser.new_context(
            viewport=viewport, color_scheme="dark" if theme == "dark" else "light", locale=language, reduced_motion="reduce"
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def both_organisations(atelier_a: Organisation, bureau_b: Organisation) -> tuple[Organisation, Organisation]:
    return atelier_a, bureau_b
