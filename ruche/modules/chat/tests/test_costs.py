# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many statements each act on a message takes. A number that grows here is felt in every channel."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruche.modules.chat.selectors import get_channel, list_changes, list_pins, list_versions
from ruche.modules.chat.services import add_people, delete_message, edit_message, pin_message, post_message, unpin_message
from ruche.modules.chat.streams import topics


@pytest.fixture
def statements():
    """statements(act): those that read or write, without the ones that bound transactions."""

    def count(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        statements = [one["sql"] or "prepared" for one in captured]
        return [one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE"))]

    return count


def test_a_post_is_one_statement(inside, channel, as_alice, statements):
    def post(body):
        return lambda: post_message(as_alice, channel_id=channel.id, client_id=uuid4(), body=body)

    for body in ("Hello", "**Hello** https://a.example", "<@all>", "x " * 4_000):
        assert len(statements(post(body))) == 1


def test_calling_people_takes_one_more(inside, channel, as_alice, as_bob, as_dana, statements):
    add_people(as_alice, channel_id=channel.id, membership_ids=[as_dana.membership.id])
    for people in ([as_bob], [as_bob, as_dana]):
        body = " ".join(f"<@{one.membership.id}>" for one in people)
        assert len(statements(lambda body=body: post_message(as_alice, channel_id=channel.id, client_id=uuid4(), body=body))) == 2


def test_a_private_post_reads_whom_to_tell(inside, private_channel, as_alice, statements):
    assert len(statements(lambda: post_message(as_alice, channel_id=private_channel.id, client_id=uuid4(), body="Hello"))) == 2


def test_changing_a_message(inside, channel, as_alice, as_bob, say, statements):
    message = say(as_alice, channel, f"<@{as_bob.membership.id}>")
    assert len(statements(lambda: edit_message(as_alice, message_id=message.id, body="Better"))) == 16
    assert len(statements(lambda: edit_message(as_alice, message_id=message.id, body="Better"))) == 10
    assert len(statements(lambda: pin_message(as_alice, message_id=message.id))) == 13
    assert len(statements(lambda: unpin_message(as_alice, message_id=message.id))) == 12
    assert len(statements(lambda: delete_message(as_alice, message_id=message.id))) == 15


def test_reading(inside, channel, as_alice, as_bob, say, statements):
    for number in range(20):
        message = say(as_alice, channel, f"{number} <@{as_bob.membership.id}>")
        edit_message(as_alice, message_id=message.id, body=f"{number} again <@{as_bob.membership.id}>")
        pin_message(as_bob, message_id=message.id)
    access = get_channel(as_bob, channel.id)
    assert len(statements(lambda: get_channel(as_bob, channel.id))) == 2
    assert len(statements(lambda: list_changes(access.channel, after=0))) == 2
    assert len(statements(lambda: list_pins(access))) == 2
    assert len(statements(lambda: list_versions(as_alice, message_id=message.id))) == 5
    assert len(statements(lambda: topics["chat.channel"].changes(None, str(channel.id), 0))) == 3
