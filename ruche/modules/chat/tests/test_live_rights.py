# SPDX-License-Identifier: AGPL-3.0-or-later
"""Over a real socket: who loses a right is silent within a second and refused at once when writing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.test import Client

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.services import deactivate_module
from ruche.kernel.organisations.services import suspend_member
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.tests.live_server import LiveClient, LiveServer
from ruche.kernel.realtime.tickets import make_ticket
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import add_people, archive_channel, edit_message, remove_channel, remove_person

Open = Callable[[User], AbstractContextManager[LiveClient]]


@pytest.fixture
def server(transactional_db: None) -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server
    announcer.hang_up()


@pytest.fixture
def page_of(server: LiveServer, client_of: Callable[[User], Client]) -> Open:
    """page_of(user): the socket of a page of theirs."""
    return lambda user: server.connect(ticket=make_ticket(user, client_of(user).session.session_key))


def topic_of(channel: Channel) -> str:
    return f"chat.channel:{channel.id}"


def post(client: Client, channel: Channel) -> int:
    sent = {"client_id": str(uuid4()), "body": "Hello"}
    return client.post(f"/api/v1/o/atelier-a/chat/channels/{channel.id}/messages/", sent, content_type="application/json").status_code


def test_a_member_removed_while_reading_is_silent_and_cannot_write(
    page_of: Open,
    client_of: Callable[[User], Client],
    private_channel: Channel,
    alice: User,
    bob: User,
    as_alice: Actor,
    as_bob: Actor,
    say,
) -> None:
    writer = client_of(bob)
    with page_of(alice) as stays, page_of(bob) as goes:
        for client in (stays, goes):
            assert client.subscribe(topic_of(private_channel))["type"] == "subscribed"
        assert post(writer, private_channel) == 201
        assert goes.revisions(1) == stays.revisions(1) == [1]
        with organisation_scope(as_alice.organisation_id):
            remove_person(as_alice, channel_id=private_channel.id, membership_id=as_bob.membership.id)
        assert post(writer, private_channel) == 404
        assert goes.next("refused", timeout=1)["data"] == {"code": "not_found"}
        say(as_alice, private_channel, "Without Bob")
        assert stays.revisions(1) == [2]
        goes.send(typing=topic_of(private_channel))
        assert goes.is_silent()
        assert goes.subscribe(topic_of(private_channel), 0)["type"] == "refused"


def test_who_comes_back_sees_from_there_on(
    page_of: Open, private_channel: Channel, alice: User, bob: User, as_alice: Actor, as_bob: Actor, say
) -> None:
    with organisation_scope(as_alice.organisation_id):
        assert Channel.objects.filter(id=private_channel.id).update(is_history_whole=False) == 1
    secret: Message = say(as_alice, private_channel, "Before")
    with page_of(alice) as stays, page_of(bob) as returns:
        for client in (stays, returns):
            client.subscribe(topic_of(private_channel))
        with organisation_scope(as_alice.organisation_id):
            remove_person(as_alice, channel_id=private_channel.id, membership_id=as_bob.membership.id)
            returns.next("refused", timeout=1)
            add_people(as_alice, channel_id=private_channel.id, membership_ids=[as_bob.membership.id])
        assert returns.subscribe(topic_of(private_channel), 0)["type"] == "subscribed"
        with organisation_scope(as_alice.organisation_id, as_alice.user.pk):
            edit_message(as_alice, message_id=secret.id, body="Nobody new may read this")
        say(as_alice, private_channel, "After")
        assert [stays.next("message")["data"]["position"] for _ in range(2)] == [1, 2]
        assert returns.next("message")["data"]["body"] == "After"
        assert returns.is_silent()


def test_a_suspended_member_is_silent_everywhere(page_of: Open, channel: Channel, bob: User, as_alice: Actor, as_bob: Actor, say) -> None:
    topics = [topic_of(channel), f"chat.activity:{as_bob.organisation_id}", f"chat.inbox:{as_bob.membership.id}"]
    with page_of(bob) as client:
        for topic in topics:
            assert client.subscribe(topic)["type"] == "subscribed"
        with organisation_scope(as_alice.organisation_id, as_alice.user.pk):
            suspend_member(as_alice, membership_id=as_bob.membership.id)
        assert {client.next("refused", timeout=1)["topic"] for _ in topics} == set(topics)
        say(as_alice, channel)
        assert client.is_silent()


def test_switching_chat_off_silences_everybody_in_it(page_of: Open, channel: Channel, alice: User, as_alice: Actor) -> None:
    with page_of(alice) as client:
        assert client.subscribe(topic_of(channel))["type"] == "subscribed"
        with organisation_scope(as_alice.organisation_id, as_alice.user.pk):
            deactivate_module(as_alice, module="chat")
        assert client.next("refused", timeout=1)["data"] == {"code": "not_found"}
        assert client.subscribe(topic_of(channel))["type"] == "refused"


def test_a_removed_channel_is_refused(page_of: Open, private_channel: Channel, bob: User, as_alice: Actor) -> None:
    with page_of(bob) as client:
        assert client.subscribe(topic_of(private_channel))["type"] == "subscribed"
        with organisation_scope(as_alice.organisation_id):
            remove_channel(as_alice, channel_id=private_channel.id)
        assert client.next("refused", timeout=1)["data"] == {"code": "not_found"}


def test_nobody_types_in_a_channel_that_was_archived_meanwhile(
    page_of: Open, channel: Channel, alice: User, bob: User, dana: User, as_alice: Actor
) -> None:
    with page_of(alice) as one, page_of(bob) as two, page_of(dana) as reader:
        for client in (one, two, reader):
            client.subscribe(topic_of(channel))
        reader.send(typing=topic_of(channel))  # reads an open channel and is not in it
        assert two.is_silent(0.8)
        one.send(typing=topic_of(channel))
        assert two.next("typing")["data"]["members"][0]["name"] == "Alice"
        with organisation_scope(as_alice.organisation_id):
            archive_channel(as_alice, channel_id=channel.id)
        one.subscribe(f"chat.inbox:{as_alice.membership.id}")  # comes back when rights were looked at before it
        one.send(typing=topic_of(channel))
        assert two.is_silent(0.8)
        assert one.is_silent(0.1)  # reading goes on: nobody was sent away
