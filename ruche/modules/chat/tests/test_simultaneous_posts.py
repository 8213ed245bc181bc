# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many writers at once: no gap, nothing twice, nothing lost."""

from uuid import UUID, uuid4

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.services import create_direct, join_channel, post_message
from ruche.modules.chat.tests.at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


def post_many(actor: Actor, channel: Channel, client_ids: list[UUID]) -> int:
    posted = [post_message(actor, channel_id=channel.id, client_id=one, body=f"Message {one}") for one in client_ids]
    return sum(one.is_new for one in posted)


def test_two_hundred_messages_of_two_people_leave_no_gap(channel, as_alice, as_bob):
    alices, bobs = [uuid4() for _ in range(100)], [uuid4() for _ in range(100)]
    together(as_alice, lambda: post_many(as_alice, channel, alices), lambda: post_many(as_bob, channel, bobs))
    with organisation_scope(as_alice.organisation_id):
        assert list(Message.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 201))
        assert list(Message.objects.order_by("revision").values_list("revision", flat=True)) == list(range(1, 201))
        kept = Channel.objects.get(id=channel.id)
    assert (kept.last_position, kept.revision) == (200, 200)


def test_the_same_messages_sent_by_two_tabs_are_kept_once(channel, as_alice):
    client_ids = [uuid4() for _ in range(50)]
    works = [lambda: post_many(as_alice, channel, client_ids)] * 3
    assert sum(together(as_alice, *works)) == 50
    with organisation_scope(as_alice.organisation_id):
        assert sorted(Message.objects.values_list("position", flat=True)) == list(range(1, 51))


def test_two_people_who_write_to_each_other_first_meet_in_one_channel(atelier_a, as_alice, as_bob):
    made = together(
        as_alice,
        lambda: create_direct(as_alice, membership_ids=[as_bob.membership.id]).id,
        lambda: create_direct(as_bob, membership_ids=[as_alice.membership.id]).id,
    )
    assert len(set(made)) == 1
    with organisation_scope(as_alice.organisation_id):
        assert ChannelMembership.objects.count() == 2


def test_joining_twice_at_once_is_joining_once(channel, as_dana):
    together(as_dana, *[lambda: join_channel(as_dana, channel_id=channel.id)] * 3)
    with organisation_scope(as_dana.organisation_id):
        assert ChannelMembership.objects.filter(membership=as_dana.membership, left_at=None).count() == 1
