# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium on the running product. `visit(person)` opens a page in a context of its own, signed in."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import add_people, create_channel
from tests.chromium import find_chromium
from tests.live import live_server

Visit = Callable[..., Page]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SOON = 5_000  # ms; the product takes a tenth of a second, a busy machine longer


@pytest.hookimpl(tryfirst=True)  # before pytest-django sorts by what a test does to the database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this folder: Playwright's loop runs in the main thread, where other tests want one of their own."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), live_server() as found:
        yield found


@pytest.fixture
def visit(address: str, browser: Browser, transactional_db: None) -> Iterator[Visit]:
    """visit(user, path="/", viewport=DESKTOP, theme="light", language="en", touch=False): the page, after it loaded."""
    contexts = []

    def open_page(user: User | None, path: str = "/", *, viewport: ViewportSize = DESKTOP, theme: str = "light", **more: Any) -> Page:
        scheme: Any = "dark" if theme == "dark" else "light"
        context = browser.new_context(
            viewport=viewport,
            color_scheme=scheme,
            locale=more.get("language", "en"),
            has_touch=more.get("touch", False),
            is_mobile=more.get("touch", False),
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.session
            session[SESSION_KEY] = write_facts(SignInFacts(authenticated_at=time.time()))
            session.save()
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


@pytest.fixture
def as_alice(both_organisations: tuple[Organisation, Organisation], alice: User) -> Actor:
    return find_actor(alice, both_organisations[0])


@pytest.fixture
def channel(as_alice: Actor, bob: User) -> Channel:
    """Alice and Bob are in it; Dana belongs to the organisation only."""
    with organisation_scope(as_alice.organisation_id):
        made = create_channel(as_alice, name="workshop", topic="Saturdays")
        add_people(as_alice, channel_id=made.id, membership_ids=[find_actor(bob, as_alice.organisation).membership.id])
    return made


@pytest.fixture
def where(channel: Channel) -> str:
    return reverse("chat:channel_detail", args=["atelier-a", channel.id])


@pytest.fixture
def open_live(visit: Visit) -> Callable[..., Page]:
    """visit(), then wait until the page hears what is said."""

    def open_page(user: User, path: str, **options: object) -> Page:
        page = visit(user, "/account/sign-in/", **options)
        page.add_init_script("addEventListener('live:state', (event) => document.documentElement.dataset.live = event.detail.state, true)")
        page.add_init_script("addEventListener('live:caught-up', () => { document.documentElement.dataset.caughtUp = 'yes'; }, true)")
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        expect(page.locator("html[data-live='online'][data-caught-up]")).to_be_attached(timeout=SOON)
        return page

    return open_page


def write(page: Page, text: str) -> None:
    composer = page.get_by_role("textbox", name="Message")
    composer.fill(text)
    composer.press("Enter")


def message(page: Page, text: str) -> Locator:
    return page.locator(".c-rows article", has_text=text)
