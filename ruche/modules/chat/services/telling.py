# SPDX-License-Identifier: AGPL-3.0-or-later
"""What open pages hear after a write, once it is committed."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.realtime import publish
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.selectors.message_data import mentions_data, message_data
from ruche.modules.chat.signals import activity_topic, channel_topic, inbox_topic

# In larger unlisted channels the badges of the sidebar follow when the page is next read.
MOST_TOLD = 500


def tell_message(actor: Actor, channel: Channel, message: Message) -> None:
    """A message is new: to the channel's readers, and to the sidebars of its people."""
    tell_change(actor, message)
    activity = {"channel": str(channel.id), "position": message.position, "author": {"id": str(message.author_id)}}
    _tell_people(actor, channel, "message", {**activity, "mentions": mentions_data(message)})


def tell_change(actor: Actor, message: Message) -> None:
    """A message is another one: to the channel's readers."""
    publish(channel_topic(message.channel_id), "message", message_data(message), organisation_id=actor.organisation_id)


def tell_channel_changed(actor: Actor, channel: Channel) -> None:
    """The channel's name or state changed: its people read their list of channels anew."""
    _tell_people(actor, channel, "resync", {"channel": str(channel.id)})


def tell_inboxes(actor: Actor, membership_ids: Iterable[UUID], event: str, data: Mapping[str, Any]) -> None:
    for membership_id in membership_ids:
        publish(inbox_topic(membership_id), event, data, organisation_id=actor.organisation_id)


def _tell_people(actor: Actor, channel: Channel, event: str, data: Mapping[str, Any]) -> None:
    if channel.is_listed:
        publish(activity_topic(actor.organisation_id), event, data, organisation_id=actor.organisation_id)
        return
    inside = ChannelMembership.objects.filter(channel=channel, left_at=None)
    tell_inboxes(actor, inside.values_list("membership_id", flat=True)[:MOST_TOLD], event, data)
