# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages, read and used without script."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.security.limits import check_limit
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.services import create_channel, create_direct, join_channel
from ruche.modules.chat.widgets import SHOWN


def address(name, *arguments):
    return reverse(f"chat:{name}", args=["atelier-a", *arguments])


def text_of(response):
    return response.content.decode()


def test_a_member_reads_and_writes(client_of, alice, bob, channel, as_bob, say):
    say(as_bob, channel, "Who has the key?")
    page = client_of(alice).get(address("channel_detail", channel.id))
    assert page.status_code == 200
    assert "Who has the key?" in text_of(page)
    posted = client_of(alice).post(address("message_create", channel.id), {"body": "Paul has it.", "client_id": uuid4()}, follow=True)
    assert "Paul has it." in text_of(posted)


def test_the_form_sent_twice_writes_once(client_of, alice, channel, inside):
    client, form = client_of(alice), {"body": "Once", "client_id": uuid4()}
    for _click in range(2):
        assert client.post(address("message_create", channel.id), form).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.parametrize("client_id", [{}, {"client_id": "what"}])
def test_a_form_that_could_be_sent_twice_comes_back_with_its_text(client_of, alice, channel, inside, client_id):
    client = client_of(alice)
    page = client.post(address("message_create", channel.id), {"body": "Who has the key?", **client_id})
    assert page.status_code == 422
    assert "Who has the key?" in text_of(page)
    assert not Message.objects.exists()
    again = re.search(r'name="client_id" value="([^"]+)"', text_of(page))[1]
    assert client.post(address("message_create", channel.id), {"body": "Who has the key?", "client_id": again}).status_code == 302


def test_too_long_a_message_comes_back_with_the_reason(client_of, alice, channel):
    page = client_of(alice).post(address("message_create", channel.id), {"body": "x" * 8_001, "client_id": uuid4()})
    assert page.status_code == 422
    assert "x" * 8_001 in text_of(page)
    assert "this one has 8001" in text_of(page)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("channel_detail", ()), ("message_list", ())],
)
def test_who_may_not_see_a_private_channel_gets_404(client_of, bob, dana, private_channel, name, arguments):
    where = address(name, private_channel.id, *arguments)
    assert client_of(bob).get(where).status_code == 200
    assert client_of(dana).get(where).status_code == 404


def test_a_stranger_to_the_organisation_gets_404(client_of, alice, charlie, bureau_b, channel):
    for where in (address("home"), address("channel_list"), address("channel_detail", channel.id)):
        assert client_of(alice).get(where).status_code == 200
        assert client_of(charlie).get(where).status_code == 404
    foreign = reverse("chat:channel_detail", args=["bureau-b", channel.id])
    assert client_of(charlie).get(foreign).status_code == 404


def test_an_open_channel_is_found_joined_and_left(client_of, dana, channel, as_dana, inside):
    client = client_of(dana)
    assert "workshop" in text_of(client.get(address("channel_list")))
    assert "Join the channel" in text_of(client.get(address("channel_detail", channel.id)))
    joined = client.post(address("membership", channel.id), follow=True)
    assert "Join the channel" not in text_of(joined)
    client.post(address("departure", channel.id))
    (interval,) = ChannelMembership.objects.filter(membership=as_dana.membership)
    assert interval.left_at is not None


def test_a_channel_is_created_and_a_taken_name_says_so(client_of, bob, channel):
    client = client_of(bob)
    made = client.post(address("channel_create"), {"name": "tools", "topic": "", "kind": "open"}, follow=True)
    assert "This is the beginning of tools." in text_of(made)
    taken = client.post(address("channel_create"), {"name": "  Workshop ", "topic": "", "kind": "open"})
    assert taken.status_code == 422
    assert "Another channel has this name." in text_of(taken)


def test_a_member_may_not_create_announcements(client_of, bob, atelier_a):
    refused = client_of(bob).post(address("channel_create"), {"name": "news", "kind": "announcement"})
    assert refused.status_code == 422


def test_somebody_is_written_to_directly(client_of, alice, as_alice, as_bob, inside):
    client = client_of(alice)
    found = client.get(address("direct_create"), {"q": "BOB"})
    assert str(as_bob.membership.id) in text_of(found)
    opened = client.post(address("direct_create"), {"people": [as_bob.membership.id]}, follow=True)
    assert "Your conversation with Bob begins here." in text_of(opened)
    assert Channel.objects.get(kind="direct").created_by_id == as_alice.membership.id


def test_a_direct_conversation_appears_to_the_other_with_its_first_message(client_of, bob, as_alice, as_bob, inside, say):
    direct = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    assert "Alice" not in text_of(client_of(bob).get(address("sidebar")))
    say(as_alice, direct, "Hello Bob")
    assert "Alice" in text_of(client_of(bob).get(address("sidebar")))


def test_people_are_added_and_taken_out(client_of, alice, dana, channel, as_dana, inside):
    client = client_of(alice)
    client.post(address("people", channel.id), {"people": [as_dana.membership.id]})
    assert "Dana" in text_of(client.get(address("channel_detail", channel.id), {"panel": "people"}))
    client.post(address("removal", channel.id, as_dana.membership.id))
    assert ChannelMembership.objects.filter(membership=as_dana.membership, left_at=None).count() == 0


def test_who_may_not_manage_gets_403(client_of, bob, channel, as_alice, as_bob):
    client = client_of(bob)
    assert client.get(address("channel_detail", channel.id)).status_code == 200
    assert client.post(address("archiving", channel.id)).status_code == 403
    assert client.post(address("removal", channel.id, as_alice.membership.id)).status_code == 403
    assert client.post(address("channel_update", channel.id), {"name": "ours", "topic": ""}).status_code == 403


def test_a_channel_is_renamed_archived_and_opened_again(client_of, alice, channel):
    client = client_of(alice)
    renamed = client.post(address("channel_update", channel.id), {"name": "Atelier", "topic": "All of it"}, follow=True)
    assert "Atelier" in text_of(renamed)
    archived = client.post(address("archiving", channel.id), follow=True)
    assert "This channel is archived" in text_of(archived)
    assert "Message in" not in text_of(archived)
    opened = client.post(address("archiving", channel.id), {"undo": "1"}, follow=True)
    assert "Message in" in text_of(opened)


def test_a_guest_finds_no_channel_and_has_a_page_all_the_same(client_of, as_guest, channel):
    client = client_of(as_guest.user)
    assert "No conversation yet" in text_of(client.get(address("home")))
    assert "workshop" not in text_of(client.get(address("channel_list")))
    assert client.get(address("channel_detail", channel.id)).status_code == 404
    assert client.post(address("membership", channel.id)).status_code == 404


def test_markup_is_shown_as_text_links_can_be_pressed_lines_stay(client_of, alice, channel, as_alice, say):
    say(as_alice, channel, "<script>alert(1)</script>\nSee https://example.org/a?b=1&c=(2). <b>")
    page = text_of(client_of(alice).get(address("channel_detail", channel.id)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>See" in page
    assert 'href="https://example.org/a?b=1&amp;c=(2)"' in page


@pytest.mark.parametrize("nonsense", ["", "-1", "x", "٣", "9" * 30])
def test_a_wrong_position_shows_the_newest(client_of, alice, channel, as_alice, say, nonsense):
    say(as_alice, channel, "Here")
    assert "Here" in text_of(client_of(alice).get(address("message_list", channel.id), {"before": nonsense}))


def test_unread_messages_are_marked_and_listed(client_of, bob, channel, as_alice, as_bob, say):
    say(as_alice, channel, "One")
    say(as_alice, channel, "Two")
    client = client_of(bob)
    assert "2 new" in text_of(client.get(address("channel_detail", channel.id)))
    assert "Two" in text_of(client.get(address("unread")))
    client.post(address("read_position", channel.id), {"position": "2"})
    assert "2 new" not in text_of(client.get(address("channel_detail", channel.id)))
    assert "All is read" in text_of(client.get(address("unread")))


def test_home_shows_the_last_channel_visited(client_of, alice, channel, private_channel):
    client = client_of(alice)
    for visited in (private_channel, channel):
        client.get(address("channel_detail", visited.id))
        assert f'data-sending-channel-value="{visited.id}"' in text_of(client.get(address("home")))


def test_what_waits_is_on_the_home_page(client_of, bob, channel, as_alice, say):
    say(as_alice, channel, "Something to read")
    assert "Something to read" in text_of(client_of(bob).get("/o/atelier-a/"))


def test_what_is_meant_for_oneself_is_not_crowded_out_of_the_home_page(client_of, alice, bob, as_alice, as_bob, inside, say):
    say(as_alice, create_direct(as_alice, membership_ids=[as_bob.membership.id]), "Only for you")
    for number in range(SHOWN):
        busy = create_channel(as_alice, name=f"busy {number}", people=[as_bob.membership.id])
        say(as_alice, busy, f"For everybody {number}")
    home = text_of(client_of(bob).get("/o/atelier-a/"))
    assert "Only for you" in home
    assert home.index("Only for you") < home.index(f"For everybody {SHOWN - 1}")


def test_the_command_palette_finds_channels_and_people(client_of, alice, channel, as_bob):
    def found(words):
        groups = client_of(alice).get("/o/atelier-a/palette/", {"q": words}).json()["groups"]
        return [entry["label"] for group in groups for entry in group["entries"]]

    assert "workshop" in found("WORK")
    assert "Bob" in found("bob")


def test_the_command_palette_offers_what_one_may_begin(client_of, alice, as_guest):
    def acts(user, words):
        groups = client_of(user).get("/o/atelier-a/palette/", {"q": words}).json()["groups"]
        return {one["label"]: one["url"] for group in groups if group["label"] == "Actions" for one in group["entries"]}

    assert acts(alice, "new chan") == {"New channel": "/o/atelier-a/chat/channels/new/"}
    assert acts(alice, "write") == {"Write a message": "/o/atelier-a/chat/direct/new/"}
    assert acts(as_guest.user, "new chan") == acts(as_guest.user, "write") == {}


@pytest.mark.parametrize("crowd", [1, 40])
def test_the_page_costs_the_same_with_many_messages_and_people(
    client_of, alice, channel, as_alice, as_dana, inside, say, django_assert_max_num_queries, crowd
):
    from ruche.kernel.testing.people import make_membership, make_user

    join_channel(as_dana, channel_id=channel.id)
    for number in range(crowd):
        author = make_membership(make_user(f"Person {number}"), as_alice.organisation)
        ChannelMembership.objects.create(channel=channel, membership=author, joined_at="2026-01-01T00:00Z")
        say(as_dana, channel, f"Message {number}")
    client = client_of(alice)
    client.get(address("home"))  # notes the visit, once in a while
    with organisation_scope(None), django_assert_max_num_queries(12):
        client.get(address("channel_detail", channel.id))


def test_a_flood_of_messages_is_slowed_down(client_of, alice, bob, channel, inside):
    check_limit("message", alice.pk, amount=118)
    page, resource = address("message_create", channel.id), f"/api/v1/o/atelier-a/chat/channels/{channel.id}/messages/"

    def post(user):
        client = client_of(user)
        sent = {"client_id": str(uuid4()), "body": "Again"}
        return client.post(page, {"body": "Again", "client_id": uuid4()}), client.post(resource, sent, content_type="application/json")

    assert [answer.status_code for answer in post(alice)] == [302, 201]
    for refused in post(alice):
        assert refused.status_code == 429
        assert 1 <= int(refused["Retry-After"]) <= 60
    assert [answer.status_code for answer in post(bob)] == [302, 201]
    assert Message.objects.filter(channel=channel).count() == 4
