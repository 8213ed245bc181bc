# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one does with messages: edit, delete, pin, copy, link; by pointer, keys and fingers; seen at once by the others."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import create_channel, edit_message, pin_message, remove_person
from tests.browser.conftest import PHONE, SOON, message, write
from tests.browser.posting import post


@pytest.fixture
def as_bob(as_alice: Actor, bob: User) -> Actor:
    return find_actor(bob, as_alice.organisation)


@pytest.fixture
def both(open_live: Any, where: str, alice: User, bob: User) -> tuple[Page, Page]:
    """Alice’s page and Bob’s."""
    return open_live(alice, where), open_live(bob, where)


def menu(page: Page, row: Locator) -> Locator:
    row.hover()
    page.locator(".c-msgbar").get_by_label("More").click()
    return page.locator(".c-acts")


def clipboard_of(page: Page) -> None:
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")


def test_an_edit_shows_in_the_other_browser_without_moving_its_reader(both, channel, as_alice):
    hers, his = both
    for number in range(40):
        post(as_alice, channel, f"Number {number}.")
    edited = message(his, "Number 39.")
    expect(edited).to_be_attached(timeout=SOON)
    his.locator(".c-log").evaluate("log => { log.scrollTop = -400; }")
    seen = message(his, "Number 20.")
    before = seen.bounding_box()["y"]
    menu(hers, message(hers, "Number 39.")).get_by_role("button", name="Edit").click()
    field = hers.get_by_label("Edit the message")
    expect(field).to_have_value("Number 39.")
    field.fill("Number 39.\nand much\nmore")
    field.press("Enter")
    expect(edited.locator(".r-edited")).to_have_text("(edited)", timeout=SOON)
    expect(edited).to_contain_text("much")
    assert abs(seen.bounding_box()["y"] - before) < 1
    expect(hers.locator(".c-editor")).to_have_count(0)
    his.reload()
    expect(message(his, "much").locator(".r-edited")).to_be_visible()


def test_the_field_of_an_edit_far_up_is_not_under_the_day(both, channel, as_alice, as_bob):
    hers, _his = both
    post(as_alice, channel, "Long ago")
    for number in range(40):
        post(as_bob, channel, f"Number {number}.")
    expect(message(hers, "Number 39.")).to_be_visible(timeout=SOON)
    hers.locator("#composer").press("ArrowUp")
    field = hers.get_by_label("Edit the message")
    expect(field).to_be_focused(timeout=SOON)
    log = hers.locator(".c-log").bounding_box()
    day = hers.locator(".c-rows > .r-day").first.bounding_box()
    assert field.bounding_box()["y"] >= max(log["y"], day["y"]) + day["height"]


def test_what_i_am_writing_in_a_message_survives_its_change(both, channel, as_alice, as_bob):
    hers, _his = both
    said = post(as_alice, channel, "A plan")
    menu(hers, message(hers, "A plan")).get_by_role("button", name="Edit").click()
    hers.get_by_label("Edit the message").fill("A better pl")
    with organisation_scope(as_bob.organisation_id):
        pin_message(as_bob, message_id=said.id)
    expect(hers.locator("article.is-editing .c-pinned")).to_be_visible(timeout=SOON)
    expect(hers.get_by_label("Edit the message")).to_have_value("A better pl")
    hers.keyboard.press("Escape")
    expect(message(hers, "A plan")).to_be_focused()


def test_deleting_asks_first_and_leaves_a_marker_everywhere(both, channel, as_alice):
    hers, his = both
    post(as_alice, channel, "Said too much")
    menu(hers, message(hers, "Said too much")).get_by_role("button", name="Delete").click()
    question = hers.get_by_role("dialog", name="Delete this message?")
    expect(question).to_contain_text("Said too much")
    question.get_by_role("button", name="Keep the message").click()
    expect(message(hers, "Said too much")).to_be_visible()
    menu(hers, message(hers, "Said too much")).get_by_role("button", name="Delete").click()
    question.get_by_role("button", name="Delete the message").click()
    for page in (hers, his):
        expect(message(page, "Message deleted")).to_be_visible(timeout=SOON)
        expect(message(page, "Said too much")).to_have_count(0)


def test_what_one_may_not_do_is_not_offered_and_a_refusal_is_said(both, channel, as_alice, as_bob):
    _hers, his = both
    post(as_alice, channel, "From Alice")
    offered = menu(his, message(his, "From Alice"))
    expect(offered.get_by_role("button", name="Copy text")).to_be_visible()
    for act in ("Edit", "Delete", "Former versions"):
        expect(offered.get_by_role("button", name=act)).to_be_hidden()
    his.keyboard.press("Escape")
    post(as_bob, channel, "From Bob")
    with organisation_scope(as_alice.organisation_id):
        Channel.objects.filter(id=channel.id).update(archived_at="2026-01-01T00:00Z")
    expect(message(his, "From Bob")).to_be_visible(timeout=SOON)
    his.locator("#composer").focus()
    his.keyboard.press("Shift+Tab")
    expect(message(his, "From Bob")).to_be_focused()
    his.keyboard.press("p")
    expect(his.locator(".r-toast.is-bad")).to_contain_text("archived", timeout=SOON)
    expect(message(his, "From Bob").locator(".c-pinned")).to_have_count(0)


def test_a_pin_shows_at_once_and_in_the_panel(both, channel, as_alice, where):
    hers, his = both
    post(as_alice, channel, "The code is 1234")
    his.goto(f"{his.url}?panel=pins")
    panel = his.get_by_role("complementary", name="Pinned messages")
    expect(panel).to_contain_text("Nothing is pinned here.")
    menu(hers, message(hers, "The code")).get_by_role("button", name="Pin").click()
    expect(message(hers, "The code").locator(".c-pinned")).to_be_visible(timeout=SOON)
    expect(panel).to_contain_text("The code is 1234", timeout=SOON)
    expect(panel).to_contain_text("Pinned by Alice")
    expect(his.get_by_role("link", name="Pinned").locator(".r-count")).to_have_text("1")
    panel.get_by_role("link", name="Show in the conversation").click()
    expect(message(his, "The code")).to_be_focused()
    assert his.url.endswith(f"{where}m/1/?panel=pins")
    menu(his, message(his, "The code")).get_by_role("button", name="Unpin").click()
    expect(panel).to_contain_text("Nothing is pinned here.", timeout=SOON)


def test_a_copied_link_opens_the_message_in_place(both, channel, as_alice, where):
    hers, his = both
    for number in range(1, 121):
        post(as_alice, channel, f"Number {number}.")
    hers.reload()
    clipboard_of(hers)
    message(hers, "Number 119.").hover()
    hers.locator(".c-msgbar").get_by_label("Copy link").click()
    link = hers.wait_for_function("window.copied").json_value()
    assert link.endswith(f"{where}m/119/")
    write(his, f"Look at {link} and {link.replace('119', '7')}")
    told = message(hers, "Look at")
    hers.evaluate("window.isSamePage = true")
    told.get_by_role("link").first.click()
    expect(message(hers, "Number 119.")).to_be_focused()
    told.get_by_role("link").last.click()
    expect(message(hers, "Number 7.")).to_be_focused(timeout=SOON)
    expect(message(hers, "Number 7.")).to_be_in_viewport()
    assert hers.evaluate("window.isSamePage")


def test_by_keys_alone(both, channel, as_alice):
    hers, his = both
    for text in ("First", "Second", "Third"):
        post(as_alice, channel, text)
    expect(message(hers, "Third")).to_be_visible(timeout=SOON)
    clipboard_of(hers)
    hers.locator("#composer").focus()
    hers.keyboard.press("Shift+Tab")
    expect(message(hers, "Third")).to_be_focused()
    hers.keyboard.press("ArrowUp")
    expect(message(hers, "Second")).to_be_focused()
    hers.keyboard.press("c")
    assert hers.wait_for_function("window.copied").json_value() == "Second"
    hers.keyboard.press("Enter")
    expect(hers.locator(".c-acts button:not([hidden])").first).to_be_focused()
    hers.keyboard.press("Escape")
    expect(message(hers, "Second")).to_be_focused()
    hers.keyboard.press("e")
    expect(hers.get_by_label("Edit the message")).to_be_focused()
    hers.keyboard.type(" and a half")
    hers.keyboard.press("Enter")
    expect(message(his, "Second and a half")).to_be_visible(timeout=SOON)
    expect(message(hers, "Second and a half")).to_be_focused()
    hers.keyboard.press("Delete")
    expect(hers.get_by_role("dialog", name="Delete this message?")).to_be_visible()
    hers.keyboard.press("Escape")
    message(hers, "First").focus()
    hers.keyboard.press("Escape")
    expect(hers.locator("#composer")).to_be_focused()
    hers.keyboard.press("Shift+Tab")
    expect(hers.locator("article[tabindex='0']")).to_have_count(1)


def test_up_in_the_empty_composer_edits_my_last_message(both, channel, as_alice, as_bob):
    hers, _his = both
    post(as_alice, channel, "Mine")
    post(as_bob, channel, "His")
    expect(message(hers, "His")).to_be_visible(timeout=SOON)
    for key in ("Escape", "Enter"):
        hers.locator("#composer").press("ArrowUp")
        expect(hers.get_by_label("Edit the message")).to_have_value("Mine")
        hers.keyboard.press(key)
        expect(hers.locator("#composer")).to_be_focused()


def test_an_edit_outlives_the_page(both, channel, as_alice):
    hers, _his = both
    post(as_alice, channel, "Mine")
    expect(message(hers, "Mine")).to_be_visible(timeout=SOON)
    hers.locator("#composer").press("ArrowUp")
    hers.get_by_label("Edit the message").fill("Half a thought")
    hers.reload()
    expect(hers.get_by_label("Edit the message")).to_have_value("Half a thought", timeout=SOON)


def test_former_versions_are_shown_to_the_author(both, channel, as_alice):
    hers, _his = both
    post(as_alice, channel, "Before")
    expect(message(hers, "Before")).to_be_visible(timeout=SOON)
    hers.locator("#composer").press("ArrowUp")
    hers.get_by_label("Edit the message").fill("After")
    hers.keyboard.press("Enter")
    menu(hers, message(hers, "After")).get_by_role("button", name="Former versions").click()
    expect(hers.get_by_role("dialog", name="Former versions")).to_contain_text("Before")


def test_a_finger_opens_the_acts_as_a_sheet(open_live, where, alice, channel, as_alice):
    page = open_live(alice, where, viewport=PHONE, touch=True)
    post(as_alice, channel, "Hold me")
    row = message(page, "Hold me")
    row.tap()
    page.locator(".c-msgbar").get_by_label("More").tap()
    sheet = page.locator(".c-acts")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert round(box["y"] + box["height"]) == PHONE["height"]
    assert sheet.get_by_role("button", name="Edit").bounding_box()["height"] >= 44
    page.keyboard.press("Escape")
    row.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Edit").tap()
    expect(page.get_by_label("Edit the message")).to_be_visible()


def test_a_french_and_an_english_reader_see_one_frame_in_their_own_words(open_live, where, alice, bob, channel, as_alice, as_bob):
    User.objects.filter(pk=bob.pk).update(language="fr", time_zone="Asia/Tokyo")
    bob.refresh_from_db()
    hers, his = open_live(alice, where), open_live(bob, where, language="fr")
    said = post(as_alice, channel, f"For <@all> and <@{as_bob.membership.id}>")
    here, there = (said.posted_at.astimezone(ZoneInfo(zone)) for zone in ("Europe/Paris", "Asia/Tokyo"))
    for _time in ("live", "loaded"):
        expect(message(hers, "For").locator("time")).to_have_text(f"{here.hour}:{here:%M}", timeout=SOON)
        expect(message(his, "For").locator("time")).to_have_text(f"{there.hour}\u00a0h\u00a0{there:%M}", timeout=SOON)
        expect(message(hers, "For").locator(".r-msg-who b")).to_have_text("You")
        expect(message(his, "For").locator(".r-msg-who b")).to_have_text("Alice")
        expect(message(hers, "For").locator(".r-mention.is-me")).to_have_count(1)
        expect(message(his, "For").locator(".r-mention.is-me")).to_have_count(2)
        hers.reload()
        his.reload()


def test_who_is_taken_out_sees_no_edit_any_more(open_live, alice, bob, as_alice, as_bob):
    with organisation_scope(as_alice.organisation_id):
        board = create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE, people=[as_bob.membership.id])
    said = post(as_alice, board, "Still here")
    his = open_live(bob, reverse("chat:channel_detail", args=["atelier-a", board.id]))
    with organisation_scope(as_alice.organisation_id):
        remove_person(as_alice, channel_id=board.id, membership_id=as_bob.membership.id)
        edit_message(as_alice, message_id=said.id, body="Among ourselves")
    his.wait_for_timeout(1_000)
    expect(message(his, "Among ourselves")).to_have_count(0)
    assert his.goto(his.url).status == 404
