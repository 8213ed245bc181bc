# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing and sending: people and emoji by keyboard, no connection, no session, two tabs."""

import json
import re
from contextlib import suppress

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error, Page, expect

from ruche.kernel.db.context import organisation_scope
from ruche.modules.chat.models import Message
from ruche.modules.chat.services import create_channel
from tests.browser.conftest import PHONE, SOON, message, write
from tests.browser.test_accessibility import AXE, RUN

COMPOSER = "#composer"
NEW_MESSAGE = re.compile(r"/api/v1/.*/messages/$")


def bodies(channel) -> list[str]:
    with organisation_scope(channel.organisation_id):
        return list(Message.objects.filter(channel=channel).order_by("position").values_list("body", flat=True))


def texts(page: Page) -> list[str]:
    return page.locator(".c-rows article .r-msg-text").all_inner_texts()


def banner(page: Page):
    return page.locator("[data-connection-state-target=banner]")


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return [f"{one['id']}: {one['nodes'][0]['target'][0]}" for one in page.evaluate(RUN)["violations"]]


def test_somebody_is_called_by_keyboard_and_hears_of_it(open_live, where, alice, bob, channel):
    hers, his = open_live(alice, where), open_live(bob, where)
    field = hers.locator(COMPOSER)
    field.press_sequentially("Ready @bó")
    options = hers.get_by_role("option")
    expect(options).to_have_text([re.compile("Bob")], timeout=SOON)
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    field.press("Enter")
    expect(field).to_have_value("Ready @Bob ")
    expect(options).to_have_count(0)
    field.press_sequentially("and @bo")
    expect(options).to_have_count(1)
    field.press("Escape")
    expect(options).to_have_count(0)
    field.press("Enter")
    expect(message(his, "Ready").locator(".r-mention")).to_have_text("@Bob", timeout=SOON)
    expect(message(his, "Ready")).to_contain_text("and @bo")
    assert re.fullmatch(r"Ready <@[0-9a-f-]{36}> and @bo", bodies(channel)[-1])


def test_who_was_chosen_is_still_called_after_a_reload(open_live, where, alice, bob, channel):
    hers = open_live(alice, where)
    hers.locator(COMPOSER).press_sequentially("@bo")
    expect(hers.get_by_role("option")).to_have_count(1, timeout=SOON)
    hers.locator(COMPOSER).press("Tab")
    hers.reload()
    expect(hers.locator(COMPOSER)).to_have_value("@Bob ")
    hers.locator(COMPOSER).press("Enter")
    expect(hers.locator(".c-rows .r-mention")).to_have_text("@Bob", timeout=SOON)


def test_marks_by_key_and_lists_that_go_on(open_live, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, where)
    field = hers.locator(COMPOSER)
    field.press_sequentially("word")
    field.press("Control+a")
    field.press("Control+b")
    expect(field).to_have_value("**word**")
    field.press("Control+z")
    expect(field).to_have_value("word")
    field.press("Control+b")
    field.press("End")
    field.press("Shift+Enter")
    field.press_sequentially("- one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.press("Enter")
    row = message(his, "word")
    expect(row.locator("strong")).to_have_text("word", timeout=SOON)
    expect(row.locator("li")).to_have_text(["one", "two"])


def test_emoji_by_search_by_code_and_again_from_the_last_used(open_live, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, where)
    field = hers.locator(COMPOSER)
    hers.get_by_role("button", name="Emoji").click()
    search = hers.get_by_role("searchbox", name="Search for an emoji")
    expect(search).to_be_focused()
    search.press_sequentially("party popper")
    expect(hers.locator(".r-emoji-grid button").first).to_have_attribute("aria-label", "party popper", timeout=SOON)
    search.press("Enter")
    expect(field).to_have_value("🎉")
    expect(field).to_be_focused()
    field.press_sequentially(" and :heart: :rocke")
    expect(hers.get_by_role("option").first).to_contain_text(":rocket:", timeout=SOON)
    field.press("Enter")
    expect(field).to_have_value(re.compile("^🎉 and ❤️?  🚀 $"))
    field.press("Enter")
    expect(message(his, "🚀")).to_be_visible(timeout=SOON)
    hers.get_by_role("button", name="Emoji").click()
    expect(hers.locator(".r-emoji-grid button").first).to_have_attribute("aria-label", "rocket")
    hers.keyboard.press("Escape")
    expect(hers.locator(".r-emoji")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_over_the_composer_has_no_fault(theme, open_live, where, alice, bob, channel):
    hers = open_live(alice, where, theme=theme, viewport=PHONE)
    hers.get_by_role("button", name="Formatting").click()
    hers.locator(COMPOSER).press_sequentially("@b")
    expect(hers.get_by_role("option")).to_have_count(1, timeout=SOON)
    assert faults(hers) == []
    hers.locator(COMPOSER).fill("")
    hers.get_by_role("button", name="Emoji").click()
    expect(hers.locator(".r-emoji-grid button").first).to_be_visible(timeout=SOON)
    if (tone := hers.get_by_role("button", name="Skin tone")).is_visible():  # this machine has a font for emoji
        tone.click()
    assert faults(hers) == []
    assert hers.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_what_is_written_without_a_network_arrives_once_in_order_from_any_page(open_live, where, alice, bob, channel):
    hers, his = open_live(alice, where), open_live(bob, where)
    hers.context.set_offline(True)
    for text in ("First", "Second", "Third"):
        write(hers, text)
    expect(hers.locator(".c-failure", has_text="Waiting to be sent").first).to_be_visible(timeout=SOON)
    expect(banner(hers)).to_contain_text("You are offline.", timeout=SOON)
    expect(banner(hers)).to_contain_text("3 messages wait on this device.")
    with suppress(Error):  # nothing answers, or the page for that
        hers.reload()
    hers.context.set_offline(False)
    hers.goto(his.url.split("/o/")[0] + reverse("ui:home", args=["atelier-a"]))
    expect(message(his, "Third")).to_be_visible(timeout=SOON)
    assert bodies(channel) == ["First", "Second", "Third"]
    assert texts(his) == ["First", "Second", "Third"]
    hers.goto(his.url)
    expect(hers.locator(".c-rows article")).to_have_count(3)
    expect(hers.locator(".c-failure")).to_have_count(0)


def test_a_break_is_said_after_a_while_and_over_by_itself(open_live, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, where)
    expect(banner(hers)).to_be_hidden()
    hers.context.set_offline(True)
    expect(banner(hers)).to_contain_text("What you write is kept", timeout=SOON)
    write(his, "Meanwhile")
    hers.context.set_offline(False)
    expect(message(hers, "Meanwhile")).to_be_visible(timeout=SOON)
    expect(banner(hers)).to_be_hidden(timeout=SOON)
    expect(hers.locator("[data-connection-state-target=spoken]")).to_have_text("The connection is back.")


def test_without_a_session_all_is_kept_and_leaves_when_they_signed_in_again(open_live, where, alice, bob, channel):
    hers, his = open_live(alice, where), open_live(bob, where)
    Session.objects.filter(session_key=cookie_of(hers)).delete()
    write(hers, "Still mine")
    expect(hers.get_by_role("dialog", name="You are signed out")).to_be_visible(timeout=SOON)
    expect(message(hers, "Still mine").get_by_text("Waiting to be sent")).to_be_visible()
    client = Client()
    client.force_login(alice)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    address = hers.url.split("/o/")[0]
    hers.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    hers.context.new_page().goto(address + "/o/atelier-a/")
    expect(message(his, "Still mine")).to_be_visible(timeout=SOON)
    expect(hers.get_by_role("dialog", name="You are signed out")).to_be_hidden(timeout=SOON)
    assert bodies(channel) == ["Still mine"]


def test_signing_out_in_one_tab_ends_the_others_and_keeps_nothing(open_live, where, alice, bob, channel):
    hers = open_live(alice, where)
    hers.context.route(NEW_MESSAGE, lambda route: route.abort())
    write(hers, "Never sent")
    hers.locator(COMPOSER).fill("A draft")
    other = hers.context.new_page()
    other.goto(hers.url.split("/o/")[0] + "/o/atelier-a/")
    other.get_by_role("button", name="your account").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/account/sign-in/**")
    expect(banner(hers)).to_contain_text("You are signed out.", timeout=SOON)
    assert other.evaluate("Object.keys(localStorage)") == []
    assert bodies(channel) == []


def test_a_refusal_says_why_and_can_be_tried_again(open_live, where, alice, bob, channel):
    hers = open_live(alice, where)
    refusal = json.dumps({"code": "x", "message": "Not today.", "fields": {}})
    hers.route(NEW_MESSAGE, lambda route: route.fulfill(status=403, content_type="application/json", body=refusal))
    write(hers, "Please")
    expect(message(hers, "Please").get_by_role("alert")).to_contain_text("Not today.", timeout=SOON)
    hers.unroute(NEW_MESSAGE)
    hers.reload()
    expect(message(hers, "Please")).to_contain_text("Not today.")
    message(hers, "Please").get_by_role("button", name="Try again").click()
    expect(message(hers, "Please")).to_have_attribute("data-position", "1", timeout=SOON)
    assert bodies(channel) == ["Please"]


def test_too_many_at_once_wait_as_long_as_they_are_asked_to(open_live, where, alice, bob, channel):
    hers = open_live(alice, where)
    asked: list[str] = []

    def answer(route) -> None:
        asked.append(route.request.post_data_json["body"])
        if len(asked) > 1:
            return route.continue_()
        return route.fulfill(status=429, headers={"Retry-After": "2"}, content_type="application/json", body="{}")

    hers.route(NEW_MESSAGE, answer)
    write(hers, "Quick")
    expect(message(hers, "Quick")).to_contain_text("Waiting to be sent", timeout=SOON)
    write(hers, "Quicker")
    assert asked == ["Quick"]
    expect(hers.locator(".c-rows article[data-position]")).to_have_count(2, timeout=SOON)
    assert bodies(channel) == ["Quick", "Quicker"]


def test_two_tabs_show_the_same_and_send_once(open_live, where, alice, bob, channel):
    hers = open_live(alice, where)
    other = hers.context.new_page()
    other.goto(hers.url)
    expect(other.locator(COMPOSER)).to_be_visible()
    hers.context.set_offline(True)
    write(hers, "From the first")
    expect(message(other, "From the first")).to_be_visible(timeout=SOON)
    write(other, "From the second")
    expect(message(hers, "From the second")).to_be_visible(timeout=SOON)
    hers.context.set_offline(False)
    for page in (hers, other):
        expect(page.locator(".c-rows article[data-position]")).to_have_count(2, timeout=SOON)
        expect(page.locator(".c-failure")).to_have_count(0)
    assert bodies(channel) == ["From the first", "From the second"]


def test_what_one_tab_takes_back_is_gone_in_the_other(open_live, where, alice, bob, channel):
    hers = open_live(alice, where)
    other = hers.context.new_page()
    other.goto(hers.url)
    hers.context.route(NEW_MESSAGE, lambda route: route.abort())
    write(hers, "On second thoughts")
    expect(message(other, "On second thoughts")).to_be_visible(timeout=SOON)
    message(hers, "On second thoughts").get_by_role("button", name="Take back").click()
    expect(hers.locator(COMPOSER)).to_have_value("On second thoughts")
    expect(message(other, "On second thoughts")).to_have_count(0, timeout=SOON)


def test_the_rail_counts_on_every_page_and_the_tab_says_so(open_live, where, alice, bob, as_alice, channel):
    his = open_live(bob, reverse("ui:home", args=["atelier-a"]))
    hers = open_live(alice, where)
    assert his.title() == "Home · Atelier A"
    write(hers, "One")
    badge = his.locator(".r-rail-badge")
    expect(badge).to_contain_text("1", timeout=SOON)
    expect(his).to_have_title("(1) Home · Atelier A")
    write(hers, "Two")
    expect(badge).to_contain_text("2", timeout=SOON)
    reading = his.context.new_page()
    reading.goto(hers.url)
    expect(badge).to_have_count(0, timeout=SOON)
    expect(his).to_have_title("Home · Atelier A")


def test_faces_say_who_is_there(open_live, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, where)
    write(his, "Here I am")
    face = message(hers, "Here I am").locator(".r-av")
    expect(face).to_have_attribute("data-p", "on", timeout=SOON)
    expect(face).to_have_attribute("title", "Online")


def test_who_does_not_touch_their_tab_is_away_until_they_do(open_live, visit, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, where)
    write(his, "Here I am")
    face = message(hers, "Here I am").locator(".r-av")
    expect(face).to_have_attribute("data-p", "on", timeout=SOON)
    his.clock.install()
    his.reload()
    his.clock.fast_forward("11:00")
    expect(face).to_have_attribute("data-p", "away", timeout=3 * SOON)
    expect(face).to_have_attribute("title", "Away")
    his.mouse.move(300, 300)
    expect(face).to_have_attribute("data-p", "on", timeout=3 * SOON)


def test_a_channel_made_meanwhile_keeps_what_was_written_in_it(open_live, alice, bob, as_alice, channel):
    """Each channel has its own order: one that refuses holds up no other."""
    with organisation_scope(as_alice.organisation_id):
        board = create_channel(as_alice, name="board")
    hers = open_live(alice, reverse("chat:channel_detail", args=["atelier-a", board.id]))
    hers.route(re.compile(f"{board.id}/messages/$"), lambda route: route.abort())
    write(hers, "For the board")
    expect(message(hers, "For the board")).to_contain_text("Waiting to be sent", timeout=SOON)
    hers.unroute(re.compile(f"{board.id}/messages/$"))
    hers.goto(hers.url.replace(str(board.id), str(channel.id)))
    write(hers, "For the workshop")
    expect(message(hers, "For the workshop").locator(".c-failure")).to_have_count(0, timeout=SOON)
    expect(hers.locator(".c-rows article[data-position]")).to_have_count(1, timeout=SOON)
    hers.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('ruche:outbox:'))", timeout=SOON)
    assert bodies(board) == ["For the board"]
    assert bodies(channel) == ["For the workshop"]


def cookie_of(page: Page) -> str:
    return next(one["value"] for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
