# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signals of chat, which the outbox carries, and its live topics, whose keys are ids.

chat.message_posted, chat.message_edited, chat.message_deleted (channel_id, message_id) are written in the transaction of the
write. What an import brings in is announced once, as chat.messages_imported (channel_id, first_position, last_position).

chat.channel:<channel>       its messages, by revision; nothing is lost
chat.activity:<organisation> that something was written in an open channel: which one, how far, by whom, calling whom
chat.inbox:<membership>      the same for the other channels of one person, what they read elsewhere, and `resync` when
                             their list of channels changed. Both of these may lose events: the sidebar is read anew.
"""

from uuid import UUID

MESSAGE_POSTED = "chat.message_posted"
MESSAGE_EDITED = "chat.message_edited"
MESSAGE_DELETED = "chat.message_deleted"
MESSAGES_IMPORTED = "chat.messages_imported"

INBOX = "chat.inbox"


def channel_topic(channel_id: UUID) -> str:
    return f"chat.channel:{channel_id}"


def activity_topic(organisation_id: UUID) -> str:
    return f"chat.activity:{organisation_id}"


def inbox_topic(membership_id: UUID) -> str:
    return f"{INBOX}:{membership_id}"
