# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page that stays open owes its reader: what they keep for later, what they missed, and where panels lead."""

import pytest
from playwright.sync_api import expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.selectors import list_channels
from ruche.modules.chat.services import delete_message, pin_message
from tests.browser.conftest import PHONE, SOON, message, write
from tests.browser.posting import post

KEEP_SOCKETS = """window.sockets = [];
window.WebSocket = class extends WebSocket { constructor(...all) { super(...all); sockets.push(this); } };"""
ROWS = "(all) => all.filter((one) => one.checkVisibility()).map((one) => one.offsetHeight)"
NARROW = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea')]
  .filter((one) => !one.closest('[role=log]') && one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, { left, width, height }]) => width > 1 && left >= 0 && left < 390 && (width < 24 || height < 24))
  .map(([one, { width, height }]) => `${one.getAttribute('aria-label') ?? one.textContent.trim()} ${width} × ${height}`)"""


@pytest.fixture
def as_bob(bob, as_alice):
    return find_actor(bob, as_alice.organisation)


def act(actor, service, **what):
    with organisation_scope(actor.organisation_id):
        return service(actor, **what)


def unread_of(actor, channel):
    with organisation_scope(actor.organisation_id):
        return list_channels(actor).find(channel.id).unread


def keep_for_later(page, text):
    message(page, text).hover()
    page.locator(".c-msgbar").get_by_role("button", name="More").click()
    page.get_by_role("button", name="Mark as unread from here").click()


def test_what_i_mark_as_unread_stays_so_until_i_come_back(open_live, where, bob, as_alice, as_bob, channel):
    for text in ("First", "Second", "Third"):
        post(as_alice, channel, text)
    page = open_live(bob, where)
    line, count = page.locator(".r-unread"), page.locator(f"[data-channel='{channel.id}'] .r-count")
    expect(count).to_be_hidden(timeout=SOON)
    page.reload()
    expect(line).to_have_count(0)
    keep_for_later(page, "Second")
    expect(line).to_have_text("2 new")
    assert "Second" in line.evaluate("(line) => line.nextElementSibling.textContent")
    expect(count).to_contain_text("2")
    post(as_alice, channel, "Fourth")
    expect(message(page, "Fourth")).to_be_visible()
    expect(count).to_contain_text("3")
    page.wait_for_timeout(1_000)
    assert unread_of(as_bob, channel) == 3
    page.reload()
    expect(line).to_have_text("3 new")
    expect(count).to_be_hidden(timeout=SOON)
    assert unread_of(as_bob, channel) == 0


def test_who_marks_as_unread_and_then_writes_has_read_it(open_live, where, bob, as_alice, as_bob, channel):
    post(as_alice, channel, "First")
    page = open_live(bob, where)
    expect(page.locator(f"[data-channel='{channel.id}'] .r-count")).to_be_hidden(timeout=SOON)
    keep_for_later(page, "First")
    expect(page.locator(f"[data-channel='{channel.id}'] .r-count")).to_contain_text("1")
    write(page, "Here I am")
    expect(page.locator(f"[data-channel='{channel.id}'] .r-count")).to_be_hidden(timeout=SOON)
    assert unread_of(as_bob, channel) == 0


def test_what_was_deleted_while_i_was_offline_has_its_marker_as_soon_as_i_am_back(open_live, where, bob, as_alice, channel):
    known = post(as_alice, channel, "Known")
    post(as_alice, channel, "Kept")
    page = open_live(bob, where)
    page.add_init_script(KEEP_SOCKETS)
    page.reload()
    expect(page.locator("html[data-live='online'][data-caught-up]")).to_be_attached(timeout=SOON)
    page.context.set_offline(True)
    page.evaluate("sockets.forEach((one) => one.close())")  # those that are open go on without a network
    expect(page.locator("html[data-live='online']")).to_have_count(0, timeout=SOON)
    act(as_alice, delete_message, message_id=known.id)
    act(as_alice, delete_message, message_id=post(as_alice, channel, "Never seen").id)
    post(as_alice, channel, "Last")
    page.context.set_offline(False)
    expect(message(page, "Last")).to_be_visible(timeout=3 * SOON)
    texts = page.locator(".c-rows article .r-msg-text")
    expect(texts).to_have_text(["Message deleted", "Kept", "Message deleted", "Last"], timeout=SOON)
    before = [one.get_attribute("class") for one in page.locator(".c-rows article").all()]
    page.reload()
    assert [one.get_attribute("class") for one in page.locator(".c-rows article").all()] == before


def test_a_pinned_message_is_shown_beside_the_panel_on_a_wide_screen_and_instead_of_it_on_a_phone(open_live, where, bob, as_alice, channel):
    pinned = post(as_alice, channel, "The code of the door")
    act(as_alice, pin_message, message_id=pinned.id)
    page = open_live(bob, where + "?panel=pins")
    panel = page.get_by_role("complementary", name="Pinned messages")
    panel.get_by_role("link", name="Show in the conversation").click()
    expect(page.locator("article.is-target")).to_be_visible()
    assert page.url.endswith(f"{where}m/1/?panel=pins")
    page.reload()
    expect(panel).to_be_visible()
    phone = open_live(bob, where + "?panel=pins", viewport=PHONE, touch=True)
    phone.get_by_role("link", name="Show in the conversation").tap()
    phone.wait_for_url(f"**{where}m/1/")
    expect(phone.locator("article.is-target")).to_be_visible()
    expect(phone.get_by_role("complementary", name="Pinned messages")).to_have_count(0)


def test_the_author_of_a_message_is_reached_by_keys_alone(open_live, where, bob, as_alice, channel):
    post(as_alice, channel, "First")
    page = open_live(bob, where)
    page.locator("#composer").focus()
    for _step in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('article')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Author’s page")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_url(f"**/people/{as_alice.membership.id}/**")


def test_what_a_finger_meets_is_large_enough(open_live, where, bob, as_alice, channel):
    post(as_alice, channel, "Hello")
    page = open_live(bob, "/o/atelier-a/chat/", viewport=PHONE, touch=True)
    heights = page.locator("a.r-nav-item").evaluate_all(ROWS)
    assert heights
    assert min(heights) >= 44
    for path in ("/o/atelier-a/chat/", where, where + "?panel=people", where + "?panel=pins"):
        page.goto(page.url.split("/o/")[0] + path)
        expect(page.locator("#composer, .r-panel, a.r-nav-item").first).to_be_attached()
        assert page.evaluate(NARROW) == [], path
