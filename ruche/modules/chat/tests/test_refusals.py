# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of chat that say no, and what they offer instead."""

import pytest
from django.urls import reverse

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor
from ruche.modules.chat.services import add_people, create_channel, remove_channel, remove_person


def address(name, *arguments):
    return reverse(f"chat:{name}", args=["atelier-a", *arguments])


@pytest.fixture
def left(as_alice, as_bob, inside):
    """A private channel that Bob was taken out of."""
    made = create_channel(as_alice, name="treasury", kind="private")
    add_people(as_alice, channel_id=made.id, membership_ids=[as_bob.membership.id])
    remove_person(as_alice, channel_id=made.id, membership_id=as_bob.membership.id)
    return made


def test_who_was_taken_out_stays_in_chat_and_finds_what_they_were_writing(client_of, bob, channel, left):
    answer = client_of(bob).get(address("channel_detail", left.id))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "You are no longer in this channel" in page
    assert 'id="chat-channels"' in page
    assert str(channel.id) in page
    assert f'data-left-draft-key-value="chat-{left.id}"' in page
    assert f'href="{address("home")}"' in page


@pytest.mark.parametrize("rest", ["no-such-page", "no-such-page/", "c/no-such-channel/", "c/"])
def test_an_address_that_no_page_has_stays_in_chat(client_of, bob, channel, rest):
    answer = client_of(bob).get(f"/o/atelier-a/chat/{rest}")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'class="r-rail"' in page
    assert 'id="chat-channels"' in page
    assert str(channel.id) in page


def test_a_channel_that_never_was_keeps_the_list_and_says_nothing_more(client_of, dana, left):
    answer = client_of(dana).get(address("channel_detail", left.id))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is nothing here" in page
    assert 'id="chat-channels"' in page
    assert "treasury" not in page


def test_a_removed_channel_is_restored_from_where_it_is_missed(client_of, alice, bob, as_alice, channel, inside):
    remove_channel(as_alice, channel_id=channel.id)
    restoration = f'action="{address("restoration", channel.id)}"'
    page = client_of(alice).get(address("channel_detail", channel.id)).content.decode()
    assert "This channel was removed" in page
    assert restoration in page
    assert restoration not in client_of(bob).get(address("channel_detail", channel.id)).content.decode()


def test_a_missing_message_keeps_the_list_of_channels(client_of, alice, channel):
    answer = client_of(alice).get(address("message_detail", channel.id, 99))
    assert answer.status_code == 404
    assert 'id="chat-channels"' in answer.content.decode()


def test_stranger_gets_nothing_of_chat(client_of, charlie, left):
    page = client_of(charlie).get(address("channel_detail", left.id)).content.decode()
    assert "chat-channels" not in page


def test_people_to_add_are_found_while_their_name_is_typed(client_of, alice, channel):
    answer = client_of(alice).get(address("channel_detail", channel.id), {"part": "addable", "add": "dan"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Dana" in page
    assert "<html" not in page
    here = client_of(alice).get(address("channel_detail", channel.id), {"part": "here", "q": "bo"}).content.decode()
    assert "Bob" in here
    assert "Alice" not in here


def test_people_of_a_channel_lead_to_their_pages(client_of, alice, atelier_a, channel):
    with organisation_scope(atelier_a.id):
        person = find_actor(alice, atelier_a).membership.id
    page = client_of(alice).get(address("channel_detail", channel.id), {"panel": "people"}).content.decode()
    assert f'href="/o/atelier-a/people/{person}/"' in page
    assert 'data-person-links-url-value="/o/atelier-a/people/00000000' in page


def test_unread_conversations_of_the_home_page_are_read_anew(client_of, alice, as_bob, channel, say):
    assert "All is read." in client_of(alice).get(address("unread"), {"part": "home"}).content.decode()
    say(as_bob, channel, "Who has the key?")
    fresh = client_of(alice).get(address("unread"), {"part": "home"}).content.decode()
    assert "Who has the key?" in fresh
    assert "<html" not in fresh
    assert "part=home" in client_of(alice).get("/o/atelier-a/").content.decode()


def test_who_sees_from_joining_only_is_told_that_more_was_said(client_of, alice, bob, as_alice, as_bob, inside, say):
    made = create_channel(as_alice, name="treasury", kind="private", is_history_whole=False)
    say(as_alice, made, "Between us")
    add_people(as_alice, channel_id=made.id, membership_ids=[as_bob.membership.id])
    limited = "What was said before is not shown."
    assert limited in client_of(bob).get(address("channel_detail", made.id)).content.decode()
    whole = client_of(alice).get(address("channel_detail", made.id)).content.decode()
    assert limited not in whole
    assert "This is the beginning of treasury." in whole


def test_a_new_channel_begins_with_its_name(client_of, alice, atelier_a):
    page = client_of(alice).get(address("channel_create")).content.decode()
    assert "autofocus" in page.partition('id="id_name"')[0].rpartition("<input")[2] + page.partition('id="id_name"')[2].partition(">")[0]
