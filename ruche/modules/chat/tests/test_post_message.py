# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import uuid4

import pytest
from django.utils import timezone

from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.organisations.models import Membership
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.services import (
    ChannelArchived,
    archive_channel,
    create_channel,
    leave_channel,
    post_message,
    remove_person,
)


def test_positions_and_revisions_follow_each_other(inside, channel, as_alice, as_bob, say):
    first, second = say(as_alice, channel, "One"), say(as_bob, channel, "Two")
    assert (first.position, first.revision) == (1, 1)
    assert (second.position, second.revision) == (2, 2)
    kept = Channel.objects.get(id=channel.id)
    assert (kept.last_position, kept.revision, kept.last_posted_at) == (2, 2, second.posted_at)
    assert list(Message.objects.order_by("position").values_list("body", "author_id")) == [
        ("One", as_alice.membership.id),
        ("Two", as_bob.membership.id),
    ]


def test_a_retry_gives_the_same_message_and_uses_no_position(inside, channel, as_alice, say):
    client_id = uuid4()
    sent = post_message(as_alice, channel_id=channel.id, client_id=client_id, body="Once")
    again = post_message(as_alice, channel_id=channel.id, client_id=client_id, body="Once")
    assert (sent.is_new, again.is_new) == (True, False)
    assert (again.message.id, again.message.position, again.message.body) == (sent.message.id, 1, "Once")
    assert again.message.author == as_alice.membership
    assert say(as_alice, channel).position == 2


def test_two_people_may_use_the_same_client_id(inside, channel, as_alice, as_bob):
    client_id = uuid4()
    one = post_message(as_alice, channel_id=channel.id, client_id=client_id, body="Mine")
    other = post_message(as_bob, channel_id=channel.id, client_id=client_id, body="Mine too")
    assert one.message.id != other.message.id
    assert other.message.position == 2


@pytest.mark.parametrize("body", ["", "   ", "\u200b\u200b", "\x00", "x" * 8_001])
def test_an_empty_or_endless_body_is_refused_on_its_field(inside, channel, as_alice, body):
    with pytest.raises(InvalidInput) as refusal:
        post_message(as_alice, channel_id=channel.id, client_id=uuid4(), body=body)
    assert refusal.value.fields.keys() == {"body"}
    assert Message.objects.count() == 0
    assert post_message(as_alice, channel_id=channel.id, client_id=uuid4(), body="x" * 8_000).is_new


def test_control_characters_and_lone_surrogates_are_left_out(inside, channel, as_alice, say):
    assert say(as_alice, channel, "a\x00b\ud800c\r\nd").body == "abc\nd"


def test_a_stranger_to_a_private_channel_does_not_learn_that_it_exists(inside, private_channel, as_bob, as_dana, say):
    assert say(as_bob, private_channel).position == 1
    with pytest.raises(NotFound):
        say(as_dana, private_channel)


def test_who_sees_an_open_channel_joins_it_before_writing(inside, channel, as_dana, say):
    with pytest.raises(PermissionRefused) as refusal:
        say(as_dana, channel)
    assert refusal.value.code == "not_in_channel"


def test_somebody_of_another_organisation_finds_nothing(channel, as_charlie, say):
    with pytest.raises(NotFound):
        say(as_charlie, channel)


def test_who_left_or_was_removed_is_refused_at_once(inside, channel, as_alice, as_bob, say):
    say(as_bob, channel)
    remove_person(as_alice, channel_id=channel.id, membership_id=as_bob.membership.id)
    with pytest.raises(PermissionRefused):
        say(as_bob, channel)
    leave_channel(as_alice, channel_id=channel.id)
    with pytest.raises(PermissionRefused):
        say(as_alice, channel)


@pytest.mark.parametrize("status", [Membership.Status.SUSPENDED, Membership.Status.LEFT])
def test_the_write_itself_asks_whether_the_person_still_belongs(inside, channel, as_bob, say, status):
    say(as_bob, channel)
    Membership.objects.filter(id=as_bob.membership.id).update(status=status)
    with pytest.raises(PermissionRefused):
        say(as_bob, channel)


def test_the_write_itself_asks_whether_the_session_still_holds(inside, channel, as_bob, say):
    say(as_bob, channel)
    User.objects.filter(id=as_bob.user.id).update(session_epoch=7)
    with pytest.raises(PermissionRefused):
        say(as_bob, channel)


def test_the_write_itself_asks_whether_the_module_is_on(inside, channel, as_bob, say):
    say(as_bob, channel)
    ModuleActivation.objects.filter(module="chat").delete()
    with pytest.raises((PermissionRefused, NotFound)):
        say(as_bob, channel)


def test_an_archived_channel_is_read_only(inside, channel, as_alice, say):
    say(as_alice, channel)
    archive_channel(as_alice, channel_id=channel.id)
    with pytest.raises(ChannelArchived):
        say(as_alice, channel)


def test_only_those_with_the_right_write_announcements(inside, as_alice, as_bob, say):
    news = create_channel(as_alice, name="news", kind=Channel.Kind.ANNOUNCEMENT, people=[as_bob.membership.id])
    assert say(as_alice, news).position == 1
    with pytest.raises(PermissionRefused):
        say(as_bob, news)


def test_a_guest_writes_where_they_were_added_and_sees_nothing_else(inside, channel, as_alice, as_guest, say):
    with pytest.raises(NotFound):
        say(as_guest, channel)
    ChannelMembership.objects.create(channel=channel, membership=as_guest.membership, joined_at=timezone.now())
    assert say(as_guest, channel).position == 1


def test_sending_again_after_leaving_confirms_what_was_accepted(inside, channel, as_bob):
    client_id = uuid4()
    post_message(as_bob, channel_id=channel.id, client_id=client_id, body="Sent before")
    leave_channel(as_bob, channel_id=channel.id)
    assert not post_message(as_bob, channel_id=channel.id, client_id=client_id, body="Sent before").is_new
