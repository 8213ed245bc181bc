# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels from their making to their removal, and the sidebar that counts, sorts and filters them, in several browsers."""

from uuid import uuid4

from django.urls import reverse
from playwright.sync_api import expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import (
    add_people,
    archive_channel,
    create_channel,
    create_direct,
    mark_unread,
    post_message,
    remove_channel,
    remove_person,
    update_channel,
)
from tests.browser.conftest import SOON, message, write

HOME = "/o/atelier-a/chat/"


def address(channel):
    return reverse("chat:channel_detail", args=["atelier-a", channel.id])


def act(actor, service, **what):
    with organisation_scope(actor.organisation_id):
        return service(actor, **what)


def line(page, name):
    return page.locator("#chat-channels [data-channel]", has_text=name)


def lines(page):
    return page.locator("#chat-channels [data-channel]:visible span[title]").all_inner_texts()


def test_who_comes_in_later_sees_nothing_from_before(open_live, alice, bob, as_alice):
    hers = open_live(alice, "/o/atelier-a/chat/channels/new/")
    hers.locator("#id_name").fill("board")
    expect(hers.get_by_text("Only what is said from then on")).to_be_hidden()
    hers.get_by_label("Private: only the people who are added").check()
    hers.get_by_label("Only what is said from then on").check()
    hers.get_by_role("button", name="Create the channel").click()
    write(hers, "Between those who were here")
    expect(message(hers, "Between those who were here").locator("time")).to_be_visible(timeout=SOON)
    with organisation_scope(as_alice.organisation_id):
        board = Channel.objects.get(name="board")
        as_bob = find_actor(bob, as_alice.organisation)
    his = open_live(bob, HOME)
    act(as_alice, add_people, channel_id=board.id, membership_ids=[as_bob.membership.id])
    line(his, "board").click(timeout=SOON)
    expect(his.get_by_role("log")).to_be_visible()
    expect(message(his, "Between those who were here")).to_have_count(0)
    write(hers, "Welcome")
    expect(message(his, "Welcome")).to_be_visible(timeout=SOON)
    resource = f"/api/v1/o/atelier-a/chat/channels/{board.id}"
    for path in (f"{resource}/messages/", f"{resource}/changes/?after=0"):
        told = his.evaluate("async path => (await fetch(path)).text()", path)
        assert "Welcome" in told
        assert "Between" not in told
    assert his.goto(his.url.split("/o/")[0] + address(board) + "m/1/").status == 404


def test_a_removed_channel_is_left_by_everybody_and_comes_back(open_live, alice, bob, channel):
    his, hers = open_live(bob, address(channel)), open_live(alice, address(channel) + "settings/")
    other = open_live(bob, "/o/atelier-a/chat/mentions/")
    hers.get_by_role("button", name="Remove the channel").first.click()
    expect(hers.get_by_text("For 2 people it leaves the sidebar")).to_be_visible()
    hers.get_by_role("dialog").get_by_role("button", name="Remove the channel").click()
    expect(his.get_by_text("This channel was removed.")).to_be_visible(timeout=SOON)
    expect(line(other, "workshop")).to_have_count(0, timeout=SOON)
    hers.get_by_role("button", name="Restore workshop").click()
    expect(line(other, "workshop")).to_be_visible(timeout=SOON)
    expect(hers.locator(".c-title", has_text="workshop")).to_be_visible()
    his.reload()
    expect(his.locator(".c-title", has_text="workshop")).to_be_visible()


def test_who_is_taken_out_reads_why_the_page_is_gone(open_live, alice, bob, as_alice, channel):
    with organisation_scope(as_alice.organisation_id):
        bobs = find_actor(bob, as_alice.organisation).membership
        board = create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE, people=[bobs.id])
    his = open_live(bob, address(board))
    act(as_alice, remove_person, channel_id=board.id, membership_id=bobs.id)
    expect(his.get_by_text("You are no longer in this channel.")).to_be_visible(timeout=SOON)


def test_what_is_typed_stays_when_the_channel_is_archived_and_renamed(open_live, bob, as_alice, channel):
    his = open_live(bob, address(channel))
    his.locator("#composer").fill("Not finished")
    act(as_alice, update_channel, channel_id=channel.id, name="former workshop")
    expect(his.locator(".c-title", has_text="former workshop")).to_be_visible(timeout=SOON)
    act(as_alice, archive_channel, channel_id=channel.id)
    expect(his.get_by_text("This channel was archived a moment ago")).to_be_visible(timeout=SOON)
    expect(his.locator("#composer")).to_have_value("Not finished")
    his.locator("#composer").press("Enter")
    expect(his.get_by_role("button", name="Send")).to_be_disabled()
    expect(his.locator("#composer")).to_have_value("Not finished")
    expect(message(his, "Not finished")).to_have_count(0)


def test_a_call_counts_in_the_other_browser_until_it_was_read_on_any(open_live, alice, bob, as_alice, channel):
    with organisation_scope(as_alice.organisation_id):
        bobs = find_actor(bob, as_alice.organisation)
    first, second = open_live(bob, "/o/atelier-a/chat/mentions/"), open_live(bob, "/o/atelier-a/chat/unread/")
    act(as_alice, post_message, channel_id=channel.id, client_id=uuid4(), body=f"<@{bobs.membership.id}> have you the key?")
    for page in (first, second):
        expect(line(page, "workshop").locator(".c-calls")).to_contain_text("@1", timeout=SOON)
        expect(page.locator("[data-unread-counts-target='calls'] .r-count")).to_contain_text("1")
    first.reload()
    first.get_by_role("link", name="have you the key?").click()
    expect(message(first, "have you the key?")).to_be_in_viewport()
    for page in (first, second):
        expect(line(page, "workshop").locator(".c-calls")).to_be_hidden(timeout=SOON)
        expect(page.locator("[data-unread-counts-target='calls'] .r-count")).to_be_hidden()
        expect(page.locator(".r-rail-badge")).to_have_count(0)
    act(bobs, mark_unread, channel_id=channel.id, position=1)
    expect(line(second, "workshop").locator(".c-calls")).to_contain_text("@1", timeout=SOON)


def test_marking_all_as_read_empties_every_count(open_live, bob, as_alice, channel):
    for _time in range(2):
        act(as_alice, post_message, channel_id=channel.id, client_id=uuid4(), body="News")
    page, other = open_live(bob, "/o/atelier-a/chat/unread/"), open_live(bob, "/o/atelier-a/chat/mentions/")
    expect(other.locator(".r-rail-badge")).to_contain_text("2")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("All is read")).to_be_visible()
    for one in (page, other):
        expect(line(one, "workshop").locator(".r-count")).to_be_hidden(timeout=SOON)
        expect(one.locator(".r-rail-badge")).to_have_count(0)


def test_the_sidebar_is_sorted_as_one_likes_and_remembers_it(open_live, alice, bob, as_alice):
    with organisation_scope(as_alice.organisation_id):
        bobs = find_actor(bob, as_alice.organisation).membership
        made = [create_channel(as_alice, name=name, people=[bobs.id]) for name in ("a-quiet", "b-loud", "c-new")]
    act(as_alice, post_message, channel_id=made[1].id, client_id=uuid4(), body="Hello")
    page = open_live(bob, "/o/atelier-a/chat/mentions/")
    assert lines(page) == ["a-quiet", "b-loud", "c-new"]
    page.get_by_role("button", name="Filter and sort the conversations").click()
    page.get_by_role("button", name="Latest").click()
    page.goto(page.url.split("/o/")[0] + "/o/atelier-a/chat/mentions/")
    assert lines(page)[0] == "b-loud"
    expect(page.locator("html[data-live='online'][data-caught-up]")).to_be_attached(timeout=SOON)
    act(as_alice, post_message, channel_id=made[2].id, client_id=uuid4(), body="Newer")
    expect(page.locator("#chat-channels [data-channel]").first).to_contain_text("c-new", timeout=SOON)


def test_a_conversation_is_found_by_a_part_of_its_name_from_the_keyboard(open_live, alice, as_alice):
    for name in ("Fête de la réparation", "réunions", "tools"):
        act(as_alice, create_channel, name=name)
    page = open_live(alice, "/o/atelier-a/chat/mentions/")
    page.keyboard.press("f")
    page.keyboard.type("REPAR fete")
    assert lines(page) == ["Fête de la réparation"]
    page.keyboard.press("Escape")
    assert len(lines(page)) == 3
    page.keyboard.press("f")
    page.keyboard.type("re")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".c-title", has_text="réunions")).to_be_visible()
    page.get_by_role("button", name="Filter and sort the conversations").click()
    page.get_by_role("searchbox", name="Filter the conversations by name").fill("nothing of the kind")
    expect(page.get_by_text("No conversation has this name.")).to_be_visible()


def test_somebody_more_begins_another_conversation_and_says_so(open_live, alice, bob, dana, as_alice):
    with organisation_scope(as_alice.organisation_id):
        pair = create_direct(as_alice, membership_ids=[find_actor(bob, as_alice.organisation).membership.id])
    page = open_live(alice, address(pair) + "?panel=people&add=dana")
    page.get_by_role("button", name="Add Dana").click()
    expect(page.get_by_text("A conversation of all of you begins here.")).to_be_visible()
    expect(page.locator(".c-title", has_text="Bob, Dana")).to_be_visible()


def test_two_people_settle_a_channel_at_once_and_the_second_is_told(open_live, alice, as_alice, channel):
    page = open_live(alice, address(channel) + "settings/")
    act(as_alice, update_channel, channel_id=channel.id, name="first")
    page.locator("#id_name").fill("second")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody changed this channel meanwhile.")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("second")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".c-title", has_text="second")).to_be_visible()


def test_a_removed_channel_keeps_what_was_being_sent(open_live, bob, as_alice, channel):
    his = open_live(bob, address(channel))
    his.route("**/sidebar/*", lambda route: route.abort())
    act(as_alice, remove_channel, channel_id=channel.id)
    write(his, "Too late")
    expect(his.get_by_text("This channel was removed.").first).to_be_visible(timeout=SOON)


def test_a_message_is_kept_for_later_from_its_menu(open_live, bob, as_alice, channel):
    for number in range(1, 4):
        act(as_alice, post_message, channel_id=channel.id, client_id=uuid4(), body=f"Number {number}.")
    page, other = open_live(bob, address(channel)), open_live(bob, "/o/atelier-a/chat/mentions/")
    expect(line(other, "workshop").locator(".r-count")).to_be_hidden(timeout=SOON)
    message(page, "Number 2.").hover()
    page.locator(".c-msgbar").get_by_role("button", name="More").click()
    page.get_by_role("button", name="Mark as unread from here").click()
    for one in (page, other):
        expect(line(one, "workshop").locator(".r-count")).to_contain_text("2", timeout=SOON)
    other.goto(other.url.split("/o/")[0] + address(channel))
    expect(other.locator(".r-unread")).to_contain_text("2 new")
