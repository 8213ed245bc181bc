# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits to be read: counts, mentions, the order of the sidebar; reading all, and again from some message on."""

import pytest
from django.utils import timezone

from ruche.kernel.db.ids import new_id
from ruche.kernel.errors import PermissionRefused
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors import Order, count_all_unread, get_channel, list_channel_page, list_channels, read_state
from ruche.modules.chat.services import (
    add_people,
    create_channel,
    create_direct,
    join_channel,
    mark_all_read,
    mark_read,
    mark_unread,
)


def line(actor, channel):
    return list_channels(actor).find(channel.id)


def calling(actor):
    return f"<@{actor.membership.id}> look"


def test_messages_that_call_somebody_are_counted_once_each(inside, channel, as_alice, as_bob, say):
    say(as_alice, channel, "Hello")
    say(as_alice, channel, f"{calling(as_bob)} {calling(as_bob)} <@all>")
    say(as_alice, channel, "<@all> hear")
    say(as_bob, channel, "<@all> mine")
    assert (line(as_bob, channel).unread, line(as_bob, channel).mentions) == (3, 2)
    assert list_channels(as_bob).mentions == 2
    assert line(as_alice, channel).mentions == 1
    mark_read(as_bob, channel_id=channel.id, position=2)
    assert read_state(get_channel(as_bob, channel.id)) == {"position": 2, "unread": 1, "mentions": 1}


def test_calls_from_before_one_came_do_not_wait(inside, as_alice, as_bob, say):
    channel = create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE, is_history_whole=False)
    say(as_alice, channel, "<@all> hear")
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_bob.membership.id])
    mark_unread(as_bob, channel_id=channel.id, position=1)
    assert (line(as_bob, channel).unread, line(as_bob, channel).mentions) == (0, 0)


def test_reading_all_always_leaves_nothing(inside, channel, private_channel, as_alice, as_bob, say):
    direct = create_direct(as_alice, membership_ids=[as_bob.membership.id])
    for where in (channel, private_channel, direct):
        say(as_alice, where, calling(as_bob))
    assert count_all_unread(as_bob) == 3
    assert mark_all_read(as_bob) == 3
    assert (count_all_unread(as_bob), list_channels(as_bob).unread, list_channels(as_bob).mentions) == (0, 0, 0)
    assert mark_all_read(as_bob) == 0


def test_reading_all_moves_nobody_else(inside, channel, as_alice, as_bob, as_dana, say):
    join_channel(as_dana, channel_id=channel.id)
    say(as_alice, channel)
    mark_all_read(as_bob)
    assert count_all_unread(as_dana) == 1


def test_a_message_and_those_after_it_are_unread_again(inside, channel, as_alice, as_bob, say):
    for number in range(1, 5):
        say(as_alice, channel, calling(as_bob) if number == 3 else str(number))
    mark_read(as_bob, channel_id=channel.id, position=4)
    access = mark_unread(as_bob, channel_id=channel.id, position=3)
    assert read_state(access) == {"position": 2, "unread": 2, "mentions": 1}
    assert read_state(mark_unread(as_bob, channel_id=channel.id, position=4)) == {"position": 2, "unread": 2, "mentions": 1}
    assert line(as_bob, channel).unread == 2


def test_who_is_not_in_a_channel_has_nothing_to_read_there(inside, channel, as_dana):
    with pytest.raises(PermissionRefused):
        mark_unread(as_dana, channel_id=channel.id, position=1)


def test_the_channels_are_in_the_order_asked_for(inside, as_alice, as_bob, say):
    quiet, old, new = (create_channel(as_bob, name=name) for name in ("a-quiet", "b-old", "c-new"))
    for made in (quiet, old, new):
        join_channel(as_alice, channel_id=made.id)
    say(as_bob, old, f"<@{as_alice.membership.id}>")
    say(as_bob, new)

    def names(order):
        return [entry.name for entry in list_channels(as_alice, order=order).channels]

    assert names(Order.NAME) == ["a-quiet", "b-old", "c-new"]
    assert names(Order.ACTIVITY) == ["c-new", "b-old", "a-quiet"]
    assert names(Order.UNREAD) == ["b-old", "c-new", "a-quiet"]


def test_a_long_list_of_channels_comes_in_pages(inside, as_alice, as_bob, say):
    made = [create_channel(as_alice, name=f"channel {number:02}") for number in range(7)]
    say(as_alice, create_direct(as_alice, membership_ids=[as_bob.membership.id]))
    names, after = [], None
    while True:
        page = list_channel_page(as_alice, after=after, limit=3)
        names += [entry.title for entry in page.channels]
        if page.next is None:
            break
        after = page.next
    assert names == ["Bob", *(channel.name for channel in made)]


def test_the_sidebar_is_one_query_whatever_waits(inside, as_alice, as_bob, say, django_assert_num_queries):
    people = [as_alice.membership.id]
    for number in range(3):
        say(as_bob, create_channel(as_bob, name=f"channel {number}", people=people), calling(as_alice))
    with django_assert_num_queries(1):
        assert list_channels(as_alice, order=Order.UNREAD).mentions == 3


def test_a_channel_nobody_can_find_is_in_no_page(inside, as_alice):
    now = timezone.now()
    gone = Channel.objects.create(id=new_id(), kind="open", name="gone", name_key="gone", deleted_at=now)
    ChannelMembership.objects.create(channel=gone, membership=as_alice.membership, joined_at=now)
    assert list_channel_page(as_alice).channels == []
