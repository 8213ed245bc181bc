# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from messages, once and without loss: the listeners of chat's own signals, in batches."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from ruche.kernel.outbox.batches import in_batches
from ruche.modules.chat.services.indexing import index_messages, index_range
from ruche.modules.chat.services.notifying import tell_conversations, tell_mentioned, withdraw_conversations, withdraw_mentions


class MessageIds(NamedTuple):
    channel_id: UUID
    message_id: UUID


@in_batches(MessageIds)
def follow_posted(organisation_id: UUID, posted: Sequence[MessageIds]) -> None:
    """New messages can be found, and whom they are for is told."""
    messages = [one.message_id for one in posted]
    index_messages(messages)
    tell_mentioned(messages)
    tell_conversations([one.channel_id for one in posted])


@in_batches(MessageIds)
def follow_edited(organisation_id: UUID, edited: Sequence[MessageIds]) -> None:
    """Edited messages are found by what they say now; whom they mention newly is told, once."""
    messages = [one.message_id for one in edited]
    index_messages(messages)
    withdraw_mentions(messages)
    tell_mentioned(messages, is_edit=True)


@in_batches(MessageIds)
def follow_deleted(organisation_id: UUID, deleted: Sequence[MessageIds]) -> None:
    """Deleted messages are not found any more, and nobody is told of them."""
    messages = [one.message_id for one in deleted]
    index_messages(messages)
    withdraw_mentions(messages)
    tell_conversations([one.channel_id for one in deleted])
    withdraw_conversations(messages)


def follow_imported(organisation_id: UUID, channel_id: UUID, first_position: int, last_position: int) -> None:
    """Messages brought in from elsewhere can be found; nobody is told of them."""
    index_range(channel_id, first_position, last_position)
