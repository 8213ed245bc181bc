# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation chart: by pointer, by keyboard, as a list, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from ruche.kernel.testing.people import make_group, put_in
from tests.browser.conftest import PHONE

CHART = "/o/atelier-a/people/chart/"


@pytest.fixture
def chart(both_organisations, alice, bob, dana, visit):
    atelier = both_organisations[0]
    repairs = make_group(atelier, "Repairs", kind="department")
    put_in(repairs, bob, "head")
    put_in(make_group(atelier, "Lamps", repairs), dana, "head")
    make_group(atelier, "Sewing", repairs)
    put_in(make_group(atelier, "Welcome", kind="department"), alice, "head")
    return lambda path=CHART, **options: visit(alice, path, **options)


def item(page: Page, name: str):
    return page.get_by_role("treeitem", name=name)


def test_group_opens_beside_the_chart_and_back_closes_it(chart):
    page = chart()
    item(page, "Repairs").click()
    panel = page.get_by_role("complementary", name="Details")
    expect(panel.get_by_role("heading", name="Repairs")).to_be_visible()
    expect(page).to_have_url(re.compile("group="))
    panel.get_by_role("link", name="Bob").first.click()
    expect(panel.get_by_text("Whole profile")).to_be_visible()
    page.go_back()
    expect(panel.get_by_role("heading", name="Repairs")).to_be_visible()
    page.go_back()
    expect(panel).to_be_hidden()


def test_keyboard_walks_closes_and_finds_by_letters(chart):
    page = chart()
    item(page, "Atelier A").focus()
    page.keyboard.press("ArrowDown")
    expect(item(page, "Repairs")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(item(page, "Repairs")).to_have_attribute("aria-expanded", "false")
    expect(item(page, "Lamps")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(item(page, "Lamps")).to_be_focused()
    page.keyboard.press("w")
    expect(item(page, "Welcome")).to_be_focused()
    page.keyboard.press("Home")
    expect(item(page, "Atelier A")).to_be_focused()
    page.keyboard.press("+")
    expect(page.locator("[data-org-chart-target=scale]")).to_have_text("120 %")


def test_search_opens_the_way_to_what_it_finds(chart):
    page = chart()
    item(page, "Repairs").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("searchbox", name="Find a person or a group").fill("dana")
    expect(page.get_by_role("status").filter(has_text="1 found")).to_be_attached()
    expect(item(page, "Lamps")).to_be_visible()


def test_phone_and_list_show_the_same_tree_without_a_canvas(chart):
    for page in (chart(viewport=PHONE), chart(CHART + "?view=list")):
        expect(item(page, "Sewing")).to_be_visible()
        expect(page.get_by_role("toolbar", name="Zoom")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_paper_holds_a_small_chart_as_it_is_drawn_and_the_list_otherwise(chart):
    page = chart()
    expect(page.locator(".is-canvas .r-node").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".l-chart")).to_have_class(re.compile("is-sheet"))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".l-chart")).not_to_have_class(re.compile("is-sheet"))
    expect(page.locator(".is-canvas .r-node").first).to_be_visible()
    assert len(page.pdf(prefer_css_page_size=True).split(b"/Type /Page\n")) == 2  # one sheet


def test_vacant_post_is_filled_and_leaves_the_chart(chart, alice, both_organisations):
    page = chart()
    expect(item(page, "Sewing")).to_contain_text("vacant")
    page.goto(page.url.split("/people/")[0] + "/people/positions/new/")
    page.get_by_label("What the post is called").fill("Head of sewing")
    page.get_by_label("Group optional").select_option(label="\u2003Sewing")
    page.get_by_label("Whoever holds it leads the group").check()
    page.get_by_role("button", name="Open the post").click()
    expect(page.get_by_text("Nobody: the post is vacant")).to_be_visible()
    page.get_by_role("searchbox", name="Find somebody for this post").press_sequentially("dan")
    page.get_by_role("button", name="Dana: Give the post").click()
    expect(page.get_by_text("Make it vacant")).to_be_visible()
    page.goto(page.url.split("/people/")[0] + "/people/chart/")
    expect(item(page, "Sewing")).to_contain_text("Dana")
