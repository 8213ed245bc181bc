# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live topics of chat. Each key is an id.

chat.channel:<channel>       its messages, by revision; nothing is lost
chat.activity:<organisation> that something was written in an open channel: which one, how far, by whom
chat.inbox:<membership>      the same for the other channels of one person, what they read elsewhere, and `resync` when
                             their list of channels changed. Both of these may lose events: the sidebar is read anew.
"""

from uuid import UUID


def channel_topic(channel_id: UUID) -> str:
    return f"chat.channel:{channel_id}"


def activity_topic(organisation_id: UUID) -> str:
    return f"chat.activity:{organisation_id}"


def inbox_topic(membership_id: UUID) -> str:
    return f"chat.inbox:{membership_id}"
