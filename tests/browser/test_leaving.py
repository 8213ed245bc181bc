# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where one gets to from a conversation: by a link in it and back, by being taken out of it, from home."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import add_people, create_channel, post_message, remove_person
from tests.browser.conftest import SOON, message


def address(channel):
    return reverse("chat:channel_detail", args=["atelier-a", channel.id])


@pytest.fixture
def as_bob(bob, as_alice):
    return find_actor(bob, as_alice.organisation)


def say(actor, channel, body):
    with organisation_scope(actor.organisation_id):
        return post_message(actor, channel_id=channel.id, client_id=uuid4(), body=body).message


def test_who_is_taken_out_while_writing_keeps_the_text(open_live, bob, as_alice):
    with organisation_scope(as_alice.organisation_id):
        his = find_actor(bob, as_alice.organisation).membership.id
        board = create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE)
        add_people(as_alice, channel_id=board.id, membership_ids=[his])
    page = open_live(bob, address(board))
    page.locator("#composer").fill("Not finished yet")
    with organisation_scope(as_alice.organisation_id):
        remove_person(as_alice, channel_id=board.id, membership_id=his)
    expect(page.get_by_role("heading", name="You are no longer in board")).to_be_visible(timeout=SOON)
    expect(page.get_by_label("What you were writing")).to_have_value("Not finished yet")
    expect(page.locator("#chat-channels")).to_be_visible()
    page.get_by_role("link", name="Other conversations").click()
    expect(page.get_by_label("What you were writing")).to_be_hidden()
    expect(page.get_by_role("link", name="Find a channel")).to_be_visible(timeout=SOON)


def test_back_from_a_message_of_the_same_conversation_leads_to_the_link(open_live, alice, as_bob, channel):
    first = say(as_bob, channel, "The first word")
    link = reverse("chat:message_detail", args=["atelier-a", channel.id, first.position])
    page = open_live(alice, address(channel))
    origin = page.evaluate("location.origin")
    say(as_bob, channel, f"See {origin}{link} again")
    message(page, "again").get_by_role("link").click(timeout=SOON)
    expect(page).to_have_url(f"{origin}{link}")
    expect(message(page, "The first word")).to_be_focused()
    page.go_back()
    expect(page).to_have_url(f"{origin}{address(channel)}")
    expect(message(page, "again")).to_be_focused()


def test_home_says_what_waits_as_soon_as_it_does(open_live, alice, as_bob, channel):
    page = open_live(alice, "/o/atelier-a/")
    expect(page.get_by_text("All is read.")).to_be_visible()
    say(as_bob, channel, "Who has the key?")
    expect(page.locator("section", has=page.locator("#home-unread")).get_by_text("Who has the key?")).to_be_visible(timeout=2 * SOON)


def test_somebody_to_add_is_found_while_typing_and_a_name_leads_to_its_person(open_live, alice, as_bob, channel):
    said = say(as_bob, channel, "Good morning")
    page = open_live(alice, f"{address(channel)}?panel=people")
    page.get_by_placeholder("Search by name").press_sequentially("dan")
    expect(page.get_by_role("button", name="Add Dana")).to_be_visible(timeout=SOON)
    message(page, "Good morning").locator(".r-msg-who b").click()
    expect(page).to_have_url(re.compile(f"/people/{said.author_id}/$"))


def test_what_is_written_from_right_to_left_stays_beside_its_author(open_live, alice, as_bob, channel):
    say(as_bob, channel, "مرحبا")
    text = message(open_live(alice, address(channel)), "مرحبا").locator(".r-msg-text").bounding_box()
    assert text["width"] < 200


def test_a_new_channel_is_named_at_once(open_live, alice, as_alice):
    expect(open_live(alice, "/o/atelier-a/chat/channels/new/").get_by_label("Name", exact=True)).to_be_focused()
