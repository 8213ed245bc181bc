# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a conversation, both ways: from a link, to the first new message, with what is said meanwhile."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.services import ImportedMessage, edit_message, import_messages
from tests.browser.conftest import SOON, message, write
from tests.browser.posting import post

MOST_ROWS = 300
POSITIONS = "[...document.querySelectorAll('.c-rows > article')].map((row) => Number(row.dataset.position))"
# The row at the top of the screen, and where it is.
TOP = """() => {
  const top = document.querySelector('.c-log').getBoundingClientRect().top;
  const row = [...document.querySelectorAll('.c-rows > article')].find((one) => one.getBoundingClientRect().bottom > top);
  return [Number(row.dataset.position), row.getBoundingClientRect().top];
}"""
# The day that is shown at the top of the screen.
DAY = """() => {
  const top = document.querySelector('.c-log').getBoundingClientRect().top;
  const isAtTop = (line) => Math.abs(line.getBoundingClientRect().top - top) < 12;
  return [...document.querySelectorAll('.c-rows > .r-day')].filter(isAtTop).at(-1)?.textContent;
}"""


@pytest.fixture
def talk(as_alice: Actor, bob: User, channel: Channel) -> Channel:
    """Six hundred messages of three lines, over weeks, which Bob has read."""
    with organisation_scope(as_alice.organisation_id):
        begun = channel.created_at - timedelta(days=30)
        authors = [as_alice.membership.id, find_actor(bob, as_alice.organisation).membership.id]
        said = [ImportedMessage(authors[n // 3 % 2], f"Number {n}.\nTwo\nThree", begun + timedelta(minutes=n * 40)) for n in range(1, 601)]
        for part in (said[:300], said[300:]):
            import_messages(as_alice, channel_id=channel.id, messages=part)
        ChannelMembership.objects.filter(channel=channel).update(read_position=600)
    return channel


def scroll(page: Page, step: int) -> None:
    page.locator(".c-log").evaluate("(log, step) => { log.scrollTop += step; }", step)


def reach(page: Page, position: int, step: int) -> None:
    """Scroll until a message is among the rows. What is on the screen never moves but by the step itself."""
    for _turn in range(200):
        if position in page.evaluate(POSITIONS):
            return
        scroll(page, step)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    raise AssertionError(f"{position} was never reached: {page.evaluate(POSITIONS)[::299]}")


def test_from_a_link_the_history_goes_both_ways_and_the_page_stays_small(open_live: Any, talk: Channel, where: str, alice: User) -> None:
    page = open_live(alice, f"{where}m/300/")
    expect(message(page, "Number 300.")).to_be_focused()
    expect(message(page, "Number 300.")).to_be_in_viewport()
    assert page.evaluate(POSITIONS)[0] > 270
    page.locator("#composer").focus()
    reach(page, 1, -900)
    expect(page.get_by_text("This is the beginning of workshop.")).to_be_attached()
    shown = page.evaluate(POSITIONS)
    assert len(shown) <= MOST_ROWS
    assert shown == list(range(1, shown[-1] + 1))
    reach(page, 600, 900)
    shown = page.evaluate(POSITIONS)
    assert len(shown) <= MOST_ROWS
    assert shown == list(range(shown[0], 601))
    scroll(page, 100_000)
    expect(message(page, "Number 600.")).to_be_in_viewport()


@pytest.mark.parametrize(("begin", "step"), [(300, -260), (300, 260)])
def test_what_is_on_the_screen_does_not_move_when_rows_come(
    open_live: Any, talk: Channel, where: str, alice: User, begin: int, step: int
) -> None:
    page = open_live(alice, f"{where}m/{begin}/")
    expect(message(page, f"Number {begin}.")).to_be_focused()
    page.locator("#composer").focus()
    for _turn in range(3):
        before = page.evaluate(POSITIONS)
        for _step in range(60):
            scroll(page, step)
            position, place = page.evaluate(TOP)
            page.wait_for_timeout(30)  # long enough for rows to come: nothing may move then
            row = page.locator(f"article[data-position='{position}']")
            assert abs(row.evaluate("row => row.getBoundingClientRect().top") - place) < 1
            if page.evaluate(POSITIONS) != before:
                break
        else:
            raise AssertionError("no rows came")


def test_what_is_said_while_one_reads_further_up_is_counted_and_not_shown(
    open_live: Any, talk: Channel, where: str, alice: User, bob: User, as_alice: Actor
) -> None:
    his = open_live(bob, f"{where}m/100/")
    expect(message(his, "Number 100.")).to_be_focused()
    said = post(as_alice, talk, "Far below")
    post(as_alice, talk, "And more")
    newest = his.get_by_role("button", name="Newest messages")
    expect(newest.locator(".r-count")).to_have_text("2", timeout=SOON)
    expect(message(his, "Far below")).to_have_count(0)
    with organisation_scope(as_alice.organisation_id):
        edit_message(as_alice, message_id=said.id, body="Far below, edited")
    newest.click()
    expect(message(his, "Far below, edited")).to_be_in_viewport(timeout=SOON)
    expect(newest).to_be_hidden()
    post(as_alice, talk, "Live again")
    expect(message(his, "Live again")).to_be_in_viewport(timeout=SOON)


def test_what_i_say_while_i_read_further_up_brings_me_to_the_newest(open_live: Any, talk: Channel, where: str, bob: User) -> None:
    his = open_live(bob, f"{where}m/100/")
    expect(message(his, "Number 100.")).to_be_focused()
    write(his, "Here I am")
    expect(message(his, "Here I am")).to_be_in_viewport(timeout=SOON)
    expect(message(his, "Here I am")).to_have_count(1)
    expect(message(his, "Number 600.")).to_be_attached()
    assert his.evaluate(POSITIONS)[-1] == 601


def test_new_messages_that_begin_above_the_screen_are_one_press_away(
    open_live: Any, talk: Channel, where: str, bob: User, as_alice: Actor
) -> None:
    with organisation_scope(as_alice.organisation_id):
        ChannelMembership.objects.filter(channel=talk).update(read_position=500)
    his = open_live(bob, where)
    expect(his.locator(".r-unread")).to_have_count(0)
    pill = his.locator(".c-first-unread")
    expect(pill).to_be_visible()
    expect(pill).to_contain_text("new")
    pill.click()
    line = his.locator(".r-unread")
    expect(line).to_be_in_viewport(timeout=SOON)
    assert int(line.evaluate("line => line.nextElementSibling.dataset.position")) == 504  # those before are his own
    expect(pill).to_be_hidden()
    his.get_by_role("button", name="Newest messages").click()
    expect(message(his, "Number 600.")).to_be_in_viewport(timeout=SOON)
    expect(his.locator(".r-nav-item", has_text="workshop").locator(".r-count")).to_be_hidden(timeout=SOON)
    reach(his, 504, -900)
    expect(his.locator(".r-unread")).to_have_count(1)


def test_reading_on_past_rows_that_are_dropped_is_told_once_and_never_back(
    open_live: Any, talk: Channel, where: str, bob: User, as_alice: Actor
) -> None:
    with organisation_scope(as_alice.organisation_id):
        ChannelMembership.objects.filter(channel=talk).update(read_position=150)
    his = open_live(bob, f"{where}m/150/")
    his.locator("#composer").focus()  # the row that has the focus is not dropped
    told: list[int] = []
    his.on("request", lambda request: told.append(request.post_data_json["position"]) if request.method == "PUT" else None)
    reach(his, 600, 900)
    his.get_by_role("button", name="Newest messages").click()
    expect(his.locator(".r-nav-item", has_text="workshop").locator(".r-count")).to_be_hidden(timeout=SOON)
    assert his.evaluate(POSITIONS)[0] > 250
    reach(his, 150, -900)
    reach(his, 600, 900)
    his.wait_for_timeout(600)  # longer than the read position waits before it is told
    assert told == sorted(set(told))
    assert told[-1] == 600
    with organisation_scope(as_alice.organisation_id):
        own = ChannelMembership.objects.get(channel=talk, membership__user=bob)
    assert own.read_position == 600


def test_the_day_one_reads_stays_at_the_top(open_live: Any, talk: Channel, where: str, alice: User) -> None:
    page = open_live(alice, f"{where}m/300/")
    expect(message(page, "Number 300.")).to_be_focused()
    day = page.evaluate(DAY)
    top, _place = page.evaluate(TOP)
    instant = page.locator(f"article[data-position='{top}']").get_attribute("data-instant")
    assert day
    here = datetime.fromisoformat(instant).astimezone(ZoneInfo("Europe/Paris"))
    assert str(here.day) in day or day in ("Today", "Yesterday", "today", "yesterday")
