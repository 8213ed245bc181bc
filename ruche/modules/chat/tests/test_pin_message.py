# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors import get_channel, list_pins, message_data
from ruche.modules.chat.services import (
    ChannelArchived,
    MessageDeleted,
    TooManyPins,
    add_people,
    archive_channel,
    delete_message,
    pin_message,
    unpin_message,
)


def pinned_in(actor, channel):
    return [message.body for message in list_pins(get_channel(actor, channel.id))]


def test_a_pin_is_everybody_s_and_says_whose_it_is(inside, channel, as_alice, as_bob, as_dana, say):
    first, second = say(as_alice, channel, "One"), say(as_alice, channel, "Two")
    pin_message(as_bob, message_id=second.id)
    pinned = pin_message(as_alice, message_id=first.id)
    assert (pinned.revision, pinned.position, pinned.edited_at) == (4, 1, None)
    assert message_data(pinned)["pinned"]["by"] == {"id": str(as_alice.membership.id), "name": "Alice"}
    assert [pinned_in(one, channel) for one in (as_alice, as_bob, as_dana)] == [["One", "Two"]] * 3
    assert Channel.objects.get(id=channel.id).revision == 4
    unpinned = unpin_message(as_bob, message_id=first.id)
    assert (unpinned.revision, message_data(unpinned)["pinned"]) == (5, None)
    assert pinned_in(as_alice, channel) == ["Two"]


def test_pinning_twice_changes_nothing_the_second_time(inside, channel, as_alice, as_bob, say):
    message = say(as_alice, channel)
    once, again = pin_message(as_alice, message_id=message.id), pin_message(as_bob, message_id=message.id)
    assert (again.revision, again.pinned_at, again.pinned_by_id) == (once.revision, once.pinned_at, as_alice.membership.id)
    assert unpin_message(as_alice, message_id=message.id).revision == unpin_message(as_alice, message_id=message.id).revision == 3


def test_who_may_pin(inside, channel, as_alice, as_dana, as_guest, say):
    message = say(as_alice, channel)
    for other, refusal in ((as_dana, PermissionRefused), (as_guest, NotFound)):
        for act in (pin_message, unpin_message):
            with pytest.raises(refusal):
                act(other, message_id=message.id)
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_dana.membership.id, as_guest.membership.id])
    assert pin_message(as_dana, message_id=message.id).pinned_at
    with pytest.raises(PermissionRefused):
        unpin_message(as_guest, message_id=message.id)


def test_nothing_is_pinned_in_an_archive_nor_once_deleted(inside, channel, as_alice, say):
    message, gone = say(as_alice, channel), say(as_alice, channel)
    delete_message(as_alice, message_id=gone.id)
    with pytest.raises(MessageDeleted):
        pin_message(as_alice, message_id=gone.id)
    archive_channel(as_alice, channel_id=channel.id)
    with pytest.raises(ChannelArchived):
        pin_message(as_alice, message_id=message.id)


def test_a_hundred_messages_are_pinned_at_most(inside, channel, as_alice, say):
    first = say(as_alice, channel)
    for _ in range(100):
        say(as_alice, channel)
    Message.objects.filter(position__gt=1).update(pinned_at=first.posted_at, pinned_by=as_alice.membership)
    with pytest.raises(TooManyPins):
        pin_message(as_alice, message_id=first.id)
    unpin_message(as_alice, message_id=Message.objects.get(position=50).id)
    assert pin_message(as_alice, message_id=first.id).pinned_at


def test_pins_are_seen_from_where_one_s_history_begins(inside, private_channel, as_alice, as_dana, say):
    Channel.objects.filter(id=private_channel.id).update(is_history_whole=False)
    pin_message(as_alice, message_id=say(as_alice, private_channel, "Before").id)
    add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_dana.membership.id])
    pin_message(as_alice, message_id=say(as_alice, private_channel, "After").id)
    assert pinned_in(as_dana, private_channel) == ["After"]
    assert pinned_in(as_alice, private_channel) == ["After", "Before"]


def test_a_message_outlives_who_pinned_it(inside, channel, as_alice, as_dana, say):
    message = say(as_alice, channel)
    Message.objects.filter(id=message.id).update(pinned_at=message.posted_at, pinned_by=as_dana.membership, deleted_by=as_dana.membership)
    as_dana.membership.delete()
    kept = Message.objects.get(id=message.id)
    assert (kept.body, kept.pinned_by_id, kept.deleted_by_id) == ("Hello", None, None)
