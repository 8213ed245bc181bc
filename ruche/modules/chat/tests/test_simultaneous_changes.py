# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts, edits, deletions and pins at the same moment, each on a connection of its own."""

from uuid import uuid4

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.outbox.models import OutboxEntry
from ruche.modules.chat.models import Channel, Mention, Message, MessageVersion
from ruche.modules.chat.selectors import list_changes
from ruche.modules.chat.services import (
    delete_message,
    edit_message,
    pin_message,
    post_message,
    unpin_message,
)
from ruche.modules.chat.tests.at_once import meanwhile, post, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_edit_that_waits_for_a_deletion_brings_nothing_back(channel, as_alice, say):
    message = say(as_alice, channel)
    with meanwhile(as_alice, lambda: edit_message(as_alice, message_id=message.id, body="Better")) as outcome:
        delete_message(as_alice, message_id=message.id)
    assert outcome[0].code == "message_deleted"


def test_two_devices_edit_at_once_and_both_texts_are_kept(channel, as_alice, say):
    message = say(as_alice, channel, "First")
    with meanwhile(as_alice, lambda: edit_message(as_alice, message_id=message.id, body="Phone")) as outcome:
        edit_message(as_alice, message_id=message.id, body="Desk")
    assert (outcome[0].body, outcome[0].revision) == ("Phone", 3)
    with organisation_scope(as_alice.organisation_id):
        assert list(MessageVersion.objects.order_by("revision").values_list("body", flat=True)) == ["First", "Desk"]


def test_everything_at_once_leaves_no_gap_and_no_revision_twice(channel, as_alice, as_bob, say):
    targets = [say(as_alice, channel, f"Target {number}") for number in range(12)]

    def post_many(actor):
        return [post(actor, channel, f"Come <@{as_bob.membership.id}>")() for _ in range(20)]

    def edit_many():
        return [edit_message(as_alice, message_id=one.id, body=f"Round {turn}") for turn in range(3) for one in targets[:6]]

    def delete_many():
        return [delete_message(as_alice, message_id=one.id) for one in targets[6:9] * 2]

    def pin_many():
        for one in targets[9:] * 2:
            pin_message(as_bob, message_id=one.id)
            unpin_message(as_bob, message_id=one.id)

    together(as_alice, lambda: post_many(as_alice), lambda: post_many(as_bob), edit_many, edit_many, delete_many, delete_many, pin_many)
    with organisation_scope(as_alice.organisation_id):
        kept = Channel.objects.get(id=channel.id)
        messages = list(Message.objects.order_by("position"))
        assert [one.position for one in messages] == list(range(1, 53))
        assert kept.last_position == 52
        revisions = [one.revision for one in messages]
        assert len(set(revisions)) == len(revisions)
        assert max(revisions) <= kept.revision
        changed = 52 + MessageVersion.objects.count() + 12  # pinned and unpinned, three messages, twice
        assert kept.revision == changed
        assert [one.revision for one in list_changes(kept, after=0).messages] == sorted(revisions)
        assert all(one.deleted_at for one in messages[6:9])


def test_the_same_retries_at_once_change_once(channel, as_alice, as_bob, say):
    message, client_id = say(as_alice, channel), uuid4()
    sends = [lambda: post_message(as_bob, channel_id=channel.id, client_id=client_id, body=f"<@{as_alice.membership.id}>")] * 4
    edits = [lambda: edit_message(as_alice, message_id=message.id, body="Better")] * 4
    posted = together(as_bob, *sends)
    edited = together(as_alice, *edits)
    assert sum(one.is_new for one in posted) == 1
    assert len({one.message.id for one in posted}) == 1
    assert {one.revision for one in edited} == {3}
    deleted = together(as_alice, *[lambda: delete_message(as_alice, message_id=message.id)] * 4)
    assert {one.revision for one in deleted} == {4}
    with organisation_scope(as_alice.organisation_id):
        assert (Channel.objects.get(id=channel.id).revision, Channel.objects.get(id=channel.id).last_position) == (4, 2)
        assert (MessageVersion.objects.count(), Mention.objects.count()) == (2, 1)
        signals = sorted(OutboxEntry.objects.filter(signal__startswith="chat.").values_list("signal", flat=True))
    assert signals == ["chat.message_deleted", "chat.message_edited", "chat.message_posted", "chat.message_posted"]
