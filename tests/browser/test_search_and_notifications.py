# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one looks for and what one is told, by keyboard and on a phone, each in one's own organisation."""

import pytest
from playwright.sync_api import Page, expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.outbox.draining import drain
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.services import create_channel
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.posting import post
from tests.browser.test_accessibility import faults_of

SEARCH, TOLD = "/o/atelier-a/search/", "/o/atelier-a/notifications/"
LONG = "bread " * 32
ANSWERS = {
    "": "What are you looking for?",
    "b": "A little more, please",
    "zebra": "Nothing found for “zebra”",
    "́̀̂": "A little more, please",
    "\"'“”« »": "A little more, please",
    "& | ! :* ( ) <-> \\": "A little more, please",
    "in: from:": "A little more, please",
    LONG + "zebra": "Nothing found",
    "x" * 200: "Nothing found",
}


@pytest.fixture
def told(as_alice, bob, dana, channel, both_organisations):
    """Bob calls Alice in her organisation; Dana, whom Charlie does not know, says the same words in the other one."""
    with organisation_scope(as_alice.organisation_id):
        as_bob = find_actor(bob, both_organisations[0])
    for number in range(3):
        post(as_alice, channel, f"Fresh bread, number {number}")
    post(as_bob, channel, f"<@{as_alice.membership.id}>: où est le **pain** ?")
    as_dana = find_actor(dana, both_organisations[1])
    with organisation_scope(as_dana.organisation_id):
        other = create_channel(as_dana, name="bakery")
    post(as_dana, other, "Foreign bread")
    drain()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_have_no_fault_full_or_empty(theme, viewport, visit, told, alice, dana):
    faults = {}
    for person, paths in ((alice, [f"{SEARCH}?q=bread", TOLD, f"{TOLD}?show=unread"]), (dana, [SEARCH, TOLD, *_searches()])):
        page = visit(person, paths[0], viewport=viewport, theme=theme, touch=viewport is PHONE)
        for path in paths:
            page.goto(page.url.partition("/o/")[0] + path)
            if found := faults_of(page):
                faults[f"{person.name} {path}"] = found
    assert faults == {}


def _searches() -> list[str]:
    return [f"{SEARCH}?q={'x' * 200}", f"{SEARCH}?q=zebra&type=chat.message"]


def test_every_question_is_answered_while_it_is_typed(visit, told, alice):
    page = visit(alice, SEARCH)
    field = page.get_by_role("searchbox", name="What to search for")
    expect(field).to_be_focused()
    for words, answer in ANSWERS.items():
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(words) if words else page.keyboard.press("Delete")
        expect(page.locator("#found h2")).to_contain_text(answer)
        expect(field).to_be_focused()
        expect(field).to_have_value(words)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), words


def test_by_keyboard_from_the_palette_to_the_message(visit, told, alice):
    page = visit(alice, "/o/atelier-a/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("bread")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Search for “bread”")
    page.keyboard.press("Enter")
    expect(page.locator("#found mark")).to_have_count(3)
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.matches('#found a')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".c-rows article", has_text="Fresh bread, number 2")).to_be_visible()


def test_arrows_go_round_the_palette(visit, told, alice):
    page = visit(alice, "/o/atelier-a/")
    page.keyboard.press("Control+k")
    page.keyboard.type("work")
    options = page.get_by_role("option")
    expect(options.last).to_contain_text("Search for “work”")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("workshop")


def test_each_organisation_finds_and_tells_its_own(visit, told, alice, dana):
    page = visit(dana, f"{SEARCH}?q=foreign")
    expect(page.locator("#found h2")).to_contain_text("Nothing found")
    _go(page, "/o/bureau-b/search/?q=bread")
    expect(page.locator("#found .r-found")).to_have_count(1)
    expect(page.locator("#found")).to_contain_text("Foreign bread")
    _go(page, TOLD)
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    page = visit(alice, TOLD)
    expect(page.locator(".r-told")).to_have_count(1)


def test_a_phone_has_search_and_the_bell_in_its_bar(open_live, told, alice):
    page = open_live(alice, "/o/atelier-a/", viewport=PHONE, touch=True)
    bell = page.get_by_role("link", name="Notifications 1 unread")
    expect(bell).to_be_visible()
    expect(page.locator(".r-tabbar-more .r-rail-badge")).to_be_hidden()
    page.get_by_role("button", name="Search", exact=True).tap()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    bell.tap()
    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="More")).to_contain_text("1 unread")
    page.get_by_role("button", name="Mark all as read").tap()
    expect(page.locator(".r-rail-badge:visible")).to_have_count(0)


def test_the_list_of_channels_says_it_under_more(open_live, told, alice):
    page = open_live(alice, "/o/atelier-a/chat/", viewport=PHONE, touch=True)
    more = page.get_by_role("button", name="More")
    expect(more.locator(".r-rail-badge")).to_be_visible()
    more.tap()
    expect(page.locator("#more").get_by_role("link", name="Notifications")).to_contain_text("1")


def test_following_a_notification_reads_it(visit, told, alice):
    page = visit(alice, TOLD)
    expect(page.locator(".r-told.is-new")).to_have_count(1)
    page.locator(".r-told").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".c-rows article", has_text="où est le pain")).to_be_visible()
    _go(page, f"{TOLD}?show=unread")
    expect(page.get_by_role("heading", name="All is read")).to_be_visible()


def _go(page: Page, path: str) -> None:
    page.goto(page.url.partition("/o/")[0] + path)
