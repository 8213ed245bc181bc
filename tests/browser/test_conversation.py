# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people of one organisation talk, in two browsers; a person of another organisation sees nothing of it."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import ImportedMessage, create_channel, create_direct, import_messages, remove_person
from tests.browser.conftest import PHONE, SOON, message, write


def frames_of(page: Page) -> list[str]:
    """What the socket of the page receives from now on."""
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.reload()
    expect(page.locator("html[data-live='online']")).to_be_attached(timeout=SOON)
    return frames


def test_two_browsers_talk_and_a_third_sees_nothing(open_live, where, alice, bob, charlie, channel):
    hers, his = open_live(alice, where), open_live(bob, where)
    other = open_live(charlie, reverse("chat:home", args=["bureau-b"]))
    his_frames, other_frames = frames_of(his), frames_of(other)

    write(hers, "Who has the key?")
    expect(message(hers, "Who has the key?")).to_have_count(1)
    expect(message(his, "Who has the key?")).to_be_visible(timeout=SOON)
    write(his, "Paul has it.\nSecond line")
    expect(message(hers, "Paul has it.")).to_be_visible(timeout=SOON)
    expect(message(hers, "Paul has it.").locator("b")).to_have_text("Bob")
    expect(message(his, "Paul has it.").locator("b")).to_have_text("You")
    expect(message(his, "Paul has it.")).to_have_class("r-msg is-own")
    expect(message(his, "Paul has it.")).to_have_count(1)
    hers.reload()
    assert [row.split("\n")[-1] for row in hers.locator(".c-rows article .r-msg-text").all_inner_texts()] == [
        "Who has the key?",
        "Second line",
    ]

    assert other.goto(other.url.replace("bureau-b", "atelier-a")).status == 404
    assert any("key" in frame and str(channel.id) in frame for frame in his_frames)
    assert not any("key" in frame or str(channel.id) in frame for frame in other_frames)


def test_typing_shows_and_ends_with_the_message(open_live, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, where)
    his.locator("#composer").press_sequentially("I am wri")
    expect(hers.get_by_text("Bob is writing")).to_be_visible(timeout=SOON)
    expect(his.get_by_text("is writing")).to_have_count(0)
    his.locator("#composer").press("Enter")
    expect(message(hers, "I am wri")).to_be_visible(timeout=SOON)
    expect(hers.get_by_text("Bob is writing")).to_have_count(0)


def test_what_is_unread_is_counted_everywhere_until_it_was_seen(open_live, where, alice, bob):
    hers, his = open_live(alice, where), open_live(bob, reverse("chat:channel_list", args=["atelier-a"]))
    write(hers, "News")
    line = his.locator(".r-nav-item", has_text="workshop")
    expect(line.locator(".r-count")).to_contain_text("1", timeout=SOON)
    expect(his.locator(".r-rail-badge")).to_contain_text("1")
    line.click()
    expect(his.locator(".r-unread")).to_have_text("1 new")
    expect(his.locator(".r-nav-item", has_text="workshop").locator(".r-count")).to_be_hidden(timeout=SOON)
    expect(his.locator(".r-rail-badge")).to_have_count(0)
    his.reload()
    expect(his.locator(".r-unread")).to_have_count(0)


def test_a_first_direct_message_appears_in_the_other_sidebar(open_live, where, as_alice, alice, bob):
    with organisation_scope(as_alice.organisation_id):
        direct = create_direct(as_alice, membership_ids=[find_actor(bob, as_alice.organisation).membership.id])
    hers, his = open_live(alice, reverse("chat:channel_detail", args=["atelier-a", direct.id])), open_live(bob, where)
    expect(his.locator(".r-nav-item", has_text="Alice")).to_have_count(0)
    write(hers, "Only for you")
    expect(his.locator(".r-nav-item", has_text="Alice").locator(".r-count")).to_contain_text("1", timeout=SOON)


def test_what_is_written_offline_is_kept_through_a_reload_and_sent_once(open_live, where, alice, bob, as_alice, channel):
    hers, his = open_live(alice, where), open_live(bob, where)
    hers.route("**/messages/", lambda route: route.abort())
    write(hers, "From the cellar")
    expect(message(hers, "From the cellar").get_by_text("Waiting to be sent")).to_be_visible(timeout=SOON)
    hers.reload()
    expect(message(hers, "From the cellar").get_by_text("Waiting to be sent")).to_be_visible(timeout=SOON)
    hers.unroute("**/messages/")
    message(hers, "From the cellar").get_by_text("Try again").click()
    expect(message(his, "From the cellar")).to_be_visible(timeout=SOON)
    expect(message(hers, "From the cellar")).to_have_count(1)
    with organisation_scope(as_alice.organisation_id):
        assert Message.objects.filter(body="From the cellar").count() == 1


def test_what_is_refused_can_be_taken_back(open_live, where, alice, bob, as_alice, channel):
    his = open_live(bob, where)
    with organisation_scope(as_alice.organisation_id):
        Channel.objects.filter(id=channel.id).update(archived_at="2026-01-01T00:00Z")
    write(his, "Too late")
    expect(message(his, "Too late").get_by_text("This channel is archived")).to_be_visible(timeout=SOON)
    message(his, "Too late").get_by_text("Take back").click()
    expect(message(his, "Too late")).to_have_count(0)
    expect(his.locator("#composer")).to_have_value("Too late")


def test_scrolling_back_brings_history_without_a_jump(visit, where, alice, as_alice, channel):
    with organisation_scope(as_alice.organisation_id):
        said = [ImportedMessage(as_alice.membership.id, f"Number {n}.\nTwo\nThree", channel.created_at) for n in range(1, 181)]
        import_messages(as_alice, channel_id=channel.id, messages=said)
    page = visit(alice, where)
    expect(message(page, "Number 180.")).to_be_in_viewport()
    expect(page.locator(".c-rows article")).to_have_count(30)
    log = page.locator(".c-log")
    log.evaluate("log => { log.scrollTop = -(log.scrollHeight - log.clientHeight) + 300; }")
    seen = message(page, "Number 158.")
    before = seen.bounding_box()["y"]
    expect(page.locator(".c-rows article")).not_to_have_count(30, timeout=SOON)
    assert abs(seen.bounding_box()["y"] - before) < 1
    for first in (101, 51, 1):
        log.evaluate("log => { log.scrollTop = -log.scrollHeight; }")
        expect(message(page, f"Number {first}.")).to_be_attached(timeout=SOON)
    expect(page.get_by_text("This is the beginning of workshop.")).to_be_visible()
    texts = page.locator(".c-rows .r-msg-text").all_inner_texts()
    assert texts == [f"Number {n}.\nTwo\nThree" for n in range(1, 181)]
    assert page.locator(".r-day").count() == 1


def test_the_reader_further_up_is_left_where_they_are(open_live, where, alice, bob, as_alice, channel):
    with organisation_scope(as_alice.organisation_id):
        now = channel.created_at
        import_messages(
            as_alice, channel_id=channel.id, messages=[ImportedMessage(as_alice.membership.id, f"Number {n}.", now) for n in range(1, 45)]
        )
    hers, his = open_live(alice, where), open_live(bob, where)
    hers.locator(".c-log").evaluate("log => { log.scrollTop = -500; }")
    hers.wait_for_timeout(200)
    seen = message(hers, "Number 30.")
    before = seen.bounding_box()["y"]
    write(his, "Down here")
    expect(message(hers, "Down here")).to_be_attached(timeout=SOON)
    assert abs(seen.bounding_box()["y"] - before) < 2
    hers.get_by_role("button", name="Newest messages").click()
    expect(message(hers, "Down here")).to_be_in_viewport()


def test_who_is_taken_out_hears_nothing_more(open_live, alice, bob, as_alice):
    with organisation_scope(as_alice.organisation_id):
        bobs = find_actor(bob, as_alice.organisation).membership
        board = create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE, people=[bobs.id])
    where = reverse("chat:channel_detail", args=["atelier-a", board.id])
    hers, his = open_live(alice, where), open_live(bob, where)
    write(hers, "Still here")
    expect(message(his, "Still here")).to_be_visible(timeout=SOON)
    with organisation_scope(as_alice.organisation_id):
        remove_person(as_alice, channel_id=board.id, membership_id=bobs.id)
    his.wait_for_timeout(1_000)
    write(hers, "Among ourselves")
    expect(message(hers, "Among ourselves")).to_have_count(1)
    his.wait_for_timeout(500)
    expect(message(his, "Among ourselves")).to_have_count(0)


def test_markup_stays_text_and_long_words_stay_inside(open_live, where, alice, bob):
    hers, his = open_live(alice, where, viewport=PHONE), open_live(bob, where)
    write(hers, "<img src=x onerror=\"document.title='hacked'\"> " + "W" * 400)
    expect(message(his, "<img src=x")).to_be_visible(timeout=SOON)
    assert his.title() != "hacked"
    assert hers.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert his.evaluate("document.querySelector('.c-log').scrollWidth <= document.querySelector('.c-log').clientWidth")


def test_too_long_a_message_stays_in_the_composer(open_live, where, alice):
    page = open_live(alice, where)
    write(page, "x" * 8_003)
    expect(page.get_by_text("3 characters too long")).to_be_visible()
    expect(page.locator("#composer")).to_have_value("x" * 8_003)
    expect(page.locator(".c-rows article")).to_have_count(0)


def test_a_phone_goes_from_the_list_to_the_conversation_and_back(open_live, alice, channel):
    page = open_live(alice, reverse("chat:home", args=["atelier-a"]), viewport=PHONE)
    expect(page.get_by_role("log")).to_be_hidden()
    page.locator(".r-nav-item", has_text="workshop").click()
    expect(page.get_by_role("log")).to_be_visible()
    page.get_by_label("Back to the conversations").click()
    expect(page.locator(".r-nav-item", has_text="workshop")).to_be_visible()
