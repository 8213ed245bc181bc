# SPDX-License-Identifier: AGPL-3.0-or-later
"""What open pages hear after a write, once it is committed."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.statements import fetch_one
from ruche.kernel.realtime import Encoded, publish, publish_to_many
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors.message_data import message_data
from ruche.modules.chat.signals import INBOX, activity_topic, channel_topic

_PEOPLE = """
select string_agg(uuid_send(membership_id), '') from chat_channelmembership
where organisation_id = %(organisation)s and channel_id = %(channel)s and left_at is null
"""


def tell_message(actor: Actor, message: Message, *, kind: str) -> Encoded:
    """A message is new: to the readers of its channel, which is of this kind, and to the sidebars of its people. The data told."""
    data = tell_change(actor, message)
    activity = {"channel": str(message.channel_id), "position": message.position, "author": {"id": data["author"]["id"]}}
    _tell_people(actor, message.channel_id, kind, "message", {**activity, "mentions": data["mentions"]})
    return data


def tell_change(actor: Actor, message: Message) -> Encoded:
    """A message is another one: to the channel's readers. The data told."""
    data = Encoded(message_data(message))
    publish(channel_topic(message.channel_id), "message", data, organisation_id=actor.organisation_id)
    return data


def tell_channel_changed(actor: Actor, channel: Channel) -> None:
    """The channel's name, state or counts changed in another way than by a new message: its people read their list of channels anew."""
    _tell_people(actor, channel.id, channel.kind, "resync", {"channel": str(channel.id)})


def tell_inboxes(actor: Actor, membership_ids: Iterable[UUID], event: str, data: Mapping[str, Any]) -> None:
    publish_to_many(INBOX, membership_ids, event, data, organisation_id=actor.organisation_id)


def _tell_people(actor: Actor, channel_id: UUID, kind: str, event: str, data: Mapping[str, Any]) -> None:
    if kind in Channel.LISTED:
        publish(activity_topic(actor.organisation_id), event, data, organisation_id=actor.organisation_id)
        return
    inside = fetch_one(_PEOPLE, {"organisation": actor.organisation_id, "channel": channel_id})
    if inside is not None and inside[0]:
        publish_to_many(INBOX, bytes(inside[0]), event, data, organisation_id=actor.organisation_id)
