# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages around channels: the list, the settings, the panel, mentions."""

import pytest
from django.urls import reverse

from ruche.kernel.testing.people import find_actor, make_membership, make_user
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import get_channel
from ruche.modules.chat.services import (
    add_people,
    archive_channel,
    create_channel,
    create_direct,
    create_general_channel,
    leave_channel,
    remove_channel,
)


def address(name, *arguments):
    return reverse(f"chat:{name}", args=["atelier-a", *arguments])


def text_of(response):
    return response.content.decode()


def settle(client, channel, **data):
    return client.post(address("channel_update", channel.id), {"topic": "", **data})


def test_a_channel_is_removed_and_restored(client_of, alice, bob, channel):
    hers = client_of(alice)
    removed = hers.post(address("channel_removal", channel.id), follow=True)
    assert "It can be restored from the list of removed channels." in text_of(removed)
    assert "Restore workshop" in text_of(removed)
    gone = client_of(bob).get(address("channel_detail", channel.id))
    assert (gone.status_code, "This channel was removed." in text_of(gone)) == (404, True)
    hers.post(address("restoration", channel.id))
    assert client_of(bob).get(address("channel_detail", channel.id)).status_code == 200


def test_another_name_is_asked_for_when_it_is_taken(client_of, alice, as_alice, channel, inside):
    remove_channel(as_alice, channel_id=channel.id)
    create_channel(as_alice, name="workshop")
    client = client_of(alice)
    taken = client.post(address("restoration", channel.id))
    assert (taken.status_code, "Another channel has this name." in text_of(taken)) == (422, True)
    client.post(address("restoration", channel.id), {"name": "former"})
    assert get_channel(as_alice, channel.id).channel.name == "former"


def test_nobody_else_hears_that_a_channel_was_removed(client_of, alice, dana, as_alice, private_channel, inside):
    remove_channel(as_alice, channel_id=private_channel.id)
    hers = client_of(alice)
    assert "Removed channels" in text_of(hers.get(address("channel_list")))
    assert "<bdi>board</bdi>" in text_of(hers.get(address("channel_list"), {"show": "removed"}))
    theirs = client_of(dana)
    assert "Removed channels" not in text_of(theirs.get(address("channel_list")))
    assert "<bdi>board</bdi>" not in text_of(theirs.get(address("channel_list"), {"show": "removed"}))
    assert theirs.post(address("restoration", private_channel.id)).status_code == 404


def test_the_channel_of_everybody_offers_no_removal(client_of, alice, atelier_a, as_alice, inside):
    general = create_general_channel(atelier_a, as_alice.membership)
    client = client_of(alice)
    assert "it cannot be removed" in text_of(client.get(address("channel_update", general.id)))
    refused = client.post(address("channel_removal", general.id))
    assert (refused.status_code, "it cannot be removed" in text_of(refused)) == (409, True)


def test_archived_channels_have_a_shelf(client_of, bob, as_alice, channel, inside):
    archive_channel(as_alice, channel_id=channel.id)
    client = client_of(bob)
    assert "workshop" not in text_of(client.get(address("channel_list")))
    assert "workshop" in text_of(client.get(address("channel_list"), {"show": "archived", "q": "WÓRK"}))


def test_the_history_is_settled_where_it_can_be(client_of, alice, as_alice, channel, private_channel, inside):
    client = client_of(alice)
    assert "What people see who come in later" in text_of(client.get(address("channel_update", private_channel.id)))
    assert "its history is always whole" in text_of(client.get(address("channel_update", channel.id)))
    settle(client, private_channel, name="board", history="joining")
    assert not get_channel(as_alice, private_channel.id).channel.is_history_whole
    settle(client, channel, name="workshop", history="joining")
    assert get_channel(as_alice, channel.id).channel.is_history_whole


def test_a_private_channel_is_made_without_its_past(client_of, alice, inside):
    client = client_of(alice)
    client.post(address("channel_create"), {"name": "board", "topic": "", "kind": "private", "history": "joining"})
    client.post(address("channel_create"), {"name": "news", "topic": "", "kind": "open", "history": "joining"})
    assert dict(Channel.objects.values_list("name", "is_history_whole")) == {"board": False, "news": True}


def test_the_second_of_two_who_save_sees_what_the_first_saved(client_of, alice, channel):
    client = client_of(alice)
    seen = client.get(address("channel_update", channel.id)).context["form"]["version"].value()
    assert settle(client, channel, name="first", version=seen).status_code == 302
    late = settle(client, channel, name="second", version=seen)
    assert late.status_code == 409
    assert "Somebody changed this channel meanwhile." in text_of(late)
    assert settle(client, channel, name="second", version=late.context["form"]["version"].value()).status_code == 302


def test_everybody_in_a_channel_reads_who_may_what(client_of, bob, channel):
    page = client_of(bob).get(address("channel_update", channel.id))
    assert "Who may do what" in text_of(page)
    assert "Archive or remove" not in text_of(page)


def test_many_people_can_be_searched(client_of, alice, atelier_a, as_alice, channel, inside):
    client, where = client_of(alice), address("channel_detail", channel.id)
    assert "Search among the people here" not in text_of(client.get(where, {"panel": "people"}))
    people = [make_membership(make_user(f"Person {number}"), atelier_a).id for number in range(20)]
    add_people(as_alice, channel_id=channel.id, membership_ids=people)
    panel = text_of(client.get(where, {"panel": "people", "q": "person 1"}))
    assert "Search among the people here" in panel
    assert "Take Person 1 out" in panel
    assert "Take Person 2 out" not in panel


def test_somebody_more_begins_another_conversation(client_of, alice, as_alice, as_bob, as_dana, inside):
    pair = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    client = client_of(alice)
    begun = client.post(address("people", pair.id), {"people": [as_dana.membership.id]}, follow=True)
    assert "A conversation of all of you begins here." in text_of(begun)
    again = client.post(address("people", pair.id), {"people": [as_dana.membership.id]}, follow=True)
    assert "was there already" in text_of(again)


def test_mentions_are_listed_with_where_they_were_said(client_of, bob, as_alice, as_bob, channel, say):
    say(as_alice, channel, f"<@{as_bob.membership.id}> have you the key?")
    client = client_of(bob)
    page = text_of(client.get(address("mentions")))
    assert "have you the key?" in page
    assert f"{address('channel_detail', channel.id)}m/1/" in page
    client.post(address("reading"))
    assert "r-count-hot" not in text_of(client.get(address("mentions"))).split('class="c-list"')[1]


def test_what_waits_is_shown_without_marks(client_of, bob, as_alice, as_bob, channel, say):
    say(as_alice, channel, f"**<@{as_bob.membership.id}>** reads\n\n- `this`\n- first & <last>")
    client = client_of(bob)
    for page in (client.get(address("mentions")), client.get(address("unread")), client.get("/o/atelier-a/")):
        assert "@Bob reads this first &amp; &lt;last&gt;" in text_of(page)


def test_marking_all_as_read_leaves_nothing(client_of, bob, as_alice, channel, say):
    say(as_alice, channel)
    client = client_of(bob)
    assert "Mark all as read" in text_of(client.get(address("unread")))
    assert "All is read" in text_of(client.post(address("reading"), follow=True))


def test_the_order_is_remembered(client_of, bob, as_alice, as_bob, inside, say):
    for name in ("a-quiet", "b-loud"):
        create_channel(as_bob, name=name, people=[as_alice.membership.id])
    say(as_alice, Channel.objects.get(name="b-loud"))
    client = client_of(bob)

    def order():
        return [entry.name for entry in client.get(address("mentions")).context["side"].sidebar.channels]

    assert order() == ["a-quiet", "b-loud"]
    client.post(address("sidebar_order"), {"order": "unread"})
    assert order() == ["b-loud", "a-quiet"]
    client.post(address("sidebar_order"), {"order": "nonsense"})
    assert order() == ["a-quiet", "b-loud"]


def test_an_open_page_hears_how_its_channel_stands(client_of, bob, as_alice, as_bob, channel, inside):
    client = client_of(bob)

    def state():
        return client.get(address("sidebar"), {"current": channel.id}).context["now"].state

    assert state() == "open"
    leave_channel(as_bob, channel_id=channel.id)
    assert state() == "visited"
    assert 'data-channel-stand-state-value="visited"' in text_of(client.get(address("channel_detail", channel.id)))
    archive_channel(as_alice, channel_id=channel.id)
    assert state() == "archived"
    remove_channel(as_alice, channel_id=channel.id)
    assert state() == "gone"


@pytest.mark.parametrize("crowd", [1, 30])
def test_the_pages_cost_the_same_however_much_waits(client_of, bob, as_alice, as_bob, inside, say, django_assert_max_num_queries, crowd):
    for number in range(crowd):
        channel = create_channel(as_alice, name=f"channel {number}", people=[as_bob.membership.id])
        say(as_alice, channel, f"<@{as_bob.membership.id}> {number}")
    client = client_of(bob)
    client.get(address("home"))
    for name, most in (("sidebar", 6), ("unread", 10), ("mentions", 12)):
        with django_assert_max_num_queries(most):
            client.get(address(name))


def test_long_names_and_names_from_right_to_left_are_shown_as_text(client_of, alice, as_alice, inside):
    for name in ("x" * 80, "قناة الورشة", "<b>bold</b> & %(id)s"):
        create_channel(as_alice, name=name)
    page = text_of(client_of(alice).get(address("mentions")))
    assert "x" * 80 in page
    assert "قناة الورشة" in page
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; %(id)s" in page
    assert "<b>bold" not in page


def test_a_guest_reads_again_too(client_of, as_guest, as_alice, channel, say, inside):
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_guest.membership.id])
    say(as_alice, channel, "<@all> hear")
    client = client_of(as_guest.user)
    line = client.get(address("mentions")).context["side"].sidebar.find(channel.id)
    assert (line.unread, line.mentions) == (1, 1)
    client.post(address("reading"))
    assert client.get(address("mentions")).context["side"].sidebar.unread == 0


def test_a_newcomer_begins_where_everybody_is(client_of, atelier_a, as_alice, inside):
    create_channel(as_alice, name="aaa")
    general = create_general_channel(atelier_a, as_alice.membership)
    erin = find_actor(make_membership(make_user("Erin"), atelier_a).user, atelier_a)
    first = Channel.objects.get(name="aaa")
    for channel in (first, general):
        add_people(as_alice, channel_id=channel.id, membership_ids=[erin.membership.id])
    assert f'data-sending-channel-value="{general.id}"' in text_of(client_of(erin.user).get(address("home")))


def test_a_guest_is_offered_nobody_to_write_to(client_of, as_guest, as_alice, bob):
    client = client_of(as_guest.user)
    page = text_of(client.get(address("direct_create"), {"q": "bo"}))
    assert "You cannot start conversations here" in page
    found = text_of(client.get(address("direct_create"), {"q": "bo"}, headers={"HX-Request": "true"}))
    assert "Bob" not in page + found
    assert address("direct_create") not in text_of(client.get(address("mentions")))
    assert "You see only the channels you were added to." in text_of(client.get(address("channel_list")))


def test_a_conversation_just_begun_stands_first_and_is_called_one(client_of, alice, as_alice, as_bob, as_dana, inside, say):
    say(as_alice, create_direct(as_alice, membership_ids=[as_dana.membership.id]))
    begun = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    client = client_of(alice)
    page = client.get(address("channel_detail", begun.id), {"panel": "people"})
    assert page.context["page"].side.sidebar.directs[0].id == begun.id
    assert "Only the people in it can read this conversation." in text_of(page)
    assert client.get(address("mentions")).context["side"].sidebar.directs[-1].id == begun.id
