# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory: words and filters while typing, the sentence they make, the table, presence, a telephone."""

import re

import pytest
from playwright.sync_api import Page, expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor, make_group, put_in
from ruche.modules.people.services import update_profile
from tests.browser.conftest import PHONE

DIRECTORY = "/o/atelier-a/people/"
LONG = "Marie-Antoinette de La Rochefoucauld-Montmorency de Saint-Barthélemy d’Anjou"


@pytest.fixture
def directory(both_organisations, alice, bob, dana, visit):
    atelier = both_organisations[0]
    put_in(make_group(atelier, "Repairs", kind="department"), bob, "head")
    saturday = [[], [], [], [], [], ["morning"], []]
    with organisation_scope(atelier.id, alice.pk):
        update_profile(find_actor(alice, atelier), name=LONG)  # nobody else could approve: it changes at once
    with organisation_scope(atelier.id, bob.pk):
        update_profile(find_actor(bob, atelier), title="Cabinet maker", skills=[{"name": "Varnish", "level": 4}], availability=saturday)
    with organisation_scope(atelier.id, dana.pk):
        update_profile(find_actor(dana, atelier), skills=["Varnish", "Solder"])
    return lambda path=DIRECTORY, **options: visit(alice, path, **options)


def cards(page: Page):
    return page.locator(".p-card .p-name")


def test_words_and_filters_narrow_at_once_and_read_as_a_sentence(directory):
    page = directory()
    expect(cards(page)).to_have_count(3)
    page.get_by_role("searchbox", name="Find somebody").press_sequentially("cabin")
    expect(cards(page)).to_have_text(["Bob"])
    page.get_by_role("searchbox", name="Find somebody").fill("")
    expect(cards(page)).to_have_count(3)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Skill", exact=True).select_option(label="Varnish")
    expect(cards(page)).to_have_text(["Bob", "Dana"])
    page.get_by_label("Available on").fill("2026-11-28")
    expect(cards(page)).to_have_text(["Bob"])
    sentence = page.get_by_role("list", name="Narrowed to")
    expect(sentence).to_contain_text("Skill Varnish")
    expect(sentence).to_contain_text("Saturday 28 November 2026")
    sentence.get_by_role("link", name=re.compile("Available on")).click()
    expect(cards(page)).to_have_text(["Bob", "Dana"])
    expect(page).to_have_url(re.compile("skill="))


def test_cards_and_table_say_how_well_somebody_knows_something(directory):
    page = directory()
    expect(page.locator(".p-card").filter(has_text="Bob").get_by_text("Can teach it")).to_be_attached()
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.get_by_role("columnheader", name="Skills")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Dana").get_by_title("Varnish (Can do it), Solder (Can do it)")).to_be_visible()


def test_only_who_is_here_now(directory):
    page = directory()
    expect(page.locator(".p-card").filter(has_text="Marie").locator(".r-av")).to_have_attribute("data-p", "on")
    page.get_by_text("Filters", exact=True).click()
    with page.expect_response(re.compile("/people/")):  # the list is drawn anew, and the dots stay
        page.get_by_text("Only who is here now, on this page").click()
    expect(page.locator(".p-card:visible")).to_have_count(1)


@pytest.mark.parametrize("query", ["", "?view=table"])
def test_telephone_shows_long_names_without_scrolling_sideways(directory, query):
    page = directory(DIRECTORY + query, viewport=PHONE)
    expect(page.get_by_text(LONG).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
