# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever is blocked reaches nobody directly, and cannot tell it from a person who takes no messages."""

import pytest

from ruche.kernel.notifications.models import Notification
from ruche.kernel.outbox.draining import drain
from ruche.kernel.protection.errors import TakesNoMessages
from ruche.kernel.protection.services import block, set_takes_messages, unblock
from ruche.modules.chat.models import Mention, Message
from ruche.modules.chat.services import create_direct, edit_message, open_direct, post_message


@pytest.fixture
def direct(inside, as_alice, as_bob):
    return create_direct(as_alice, membership_ids=[as_bob.membership.id])


@pytest.fixture
def alice_blocks_bob(inside, as_alice, as_bob):
    block(as_alice, membership_id=as_bob.membership.id)


def refused(act):
    with pytest.raises(TakesNoMessages) as refusal:
        act()
    return refusal.value.code, refusal.value.status, str(refusal.value)


def test_no_direct_conversation_begins_nor_goes_on(inside, direct, as_alice, as_bob, say, alice_blocks_bob):
    begun = refused(lambda: create_direct(as_bob, membership_ids=[as_alice.membership.id]))
    assert refused(lambda: say(as_bob, direct, "Hello")) == begun
    assert Message.objects.count() == 0


def test_a_block_cannot_be_told_from_taking_no_messages(inside, direct, as_alice, as_bob, as_dana, say, alice_blocks_bob):
    set_takes_messages(as_dana, takes_messages=False)
    blocked = refused(lambda: open_direct(as_bob, membership_ids=[as_alice.membership.id]))
    assert refused(lambda: open_direct(as_bob, membership_ids=[as_dana.membership.id])) == blocked
    set_takes_messages(as_dana, takes_messages=True)
    assert open_direct(as_bob, membership_ids=[as_dana.membership.id]).is_new


def test_what_was_said_before_cannot_be_edited_into_a_message(inside, direct, as_alice, as_bob, say):
    message = say(as_bob, direct, "Hello")
    block(as_alice, membership_id=as_bob.membership.id)
    refused(lambda: edit_message(as_bob, message_id=message.id, body="Something else"))


def test_the_blocker_still_writes_and_unblocking_opens_it_again(inside, direct, as_alice, as_bob, say, alice_blocks_bob):
    assert say(as_alice, direct, "You are blocked").position == 1
    unblock(as_alice, membership_id=as_bob.membership.id)
    assert say(as_bob, direct, "Hello").position == 2


def test_a_mention_names_and_does_not_call(inside, channel, as_alice, as_bob, say, alice_blocks_bob):
    message = say(as_bob, channel, f"Ask <@{as_alice.membership.id}> *now*")
    assert (message.body, message.html) == ("Ask @Alice *now*", "Ask @Alice <em>now</em>")
    assert not Mention.objects.exists()
    edited = edit_message(as_bob, message_id=message.id, body=f"Ask <@{as_alice.membership.id}>")
    assert edited.body == "Ask @Alice"
    assert not Mention.objects.exists()


def test_others_are_called_as_ever(inside, channel, as_alice, as_bob, say, alice_blocks_bob):
    say(as_alice, channel, f"<@{as_bob.membership.id}>")
    assert [one.membership_id for one in Mention.objects.all()] == [as_bob.membership.id]


def test_calling_everybody_tells_the_blocker_nothing(inside, channel, as_alice, as_bob, as_dana, say, alice_blocks_bob):
    from ruche.modules.chat.services import add_people

    add_people(as_alice, channel_id=channel.id, membership_ids=[as_dana.membership.id])
    say(as_bob, channel, "<@all> come")
    drain()
    assert {one.membership_id for one in Notification.objects.all()} == {as_dana.membership.id}


def test_a_conversation_of_several_tells_the_blocker_of_others_alone(inside, as_alice, as_bob, as_dana, say, alice_blocks_bob):
    conversation = create_direct(as_dana, membership_ids=[as_alice.membership.id, as_bob.membership.id])
    say(as_bob, conversation, "Listen to me")
    drain()
    assert {one.membership_id for one in Notification.objects.all()} == {as_dana.membership.id}
    say(as_dana, conversation, "Lunch?")
    say(as_bob, conversation, "Listen")
    drain()
    told = Notification.objects.get(membership=as_alice.membership)
    assert (told.caused_by_id, told.count) == (as_dana.membership.id, 1)


def test_the_door_and_the_view_answer_alike(client_of, bob, direct, as_alice, as_bob):
    block(as_alice, membership_id=as_bob.membership.id)
    sent = {"client_id": "0199c1a2-0000-7000-8000-000000000001", "body": "Hello"}
    address = f"/api/v1/o/atelier-a/chat/channels/{direct.id}/messages/"
    answer = client_of(bob).post(address, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "takes_no_messages")


def test_the_blocked_person_finds_and_reads_all_the_same(inside, channel, as_alice, as_bob, say, alice_blocks_bob):
    from ruche.modules.chat.selectors import get_channel, list_messages
    from ruche.modules.chat.selectors.people import list_contacts

    say(as_alice, channel, "Hello")
    assert [one.name for one in list_contacts(as_bob, words="alice")] == ["Alice"]
    assert len(list_messages(get_channel(as_bob, channel.id)).messages) == 1


def test_posting_takes_one_statement_still(inside, direct, as_alice, as_bob, django_assert_num_queries):
    from uuid import uuid4

    as_alice.can("chat.post_message")
    with django_assert_num_queries(4):
        post_message(as_alice, channel_id=direct.id, client_id=uuid4(), body="Hello")
