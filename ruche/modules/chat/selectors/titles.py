# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader calls channels: their name, or the people in them."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors.access import visible_channels
from ruche.modules.chat.selectors.people import people_by_id
from ruche.modules.chat.selectors.sidebar import channel_icon, title_of


class Titled(NamedTuple):
    channel: Channel
    title: str
    icon: str


def titles_of(actor: Actor, channel_ids: Collection[UUID]) -> dict[UUID, Titled]:
    """Of these channels, those that the actor may see (one query, two more when some have no name of their own)."""
    channels = list(visible_channels(actor).filter(id__in=set(channel_ids)))
    partners = _partners(actor, [channel for channel in channels if not channel.is_named])
    return {one.id: Titled(one, title_of(one.name, partners.get(one.id, ())), channel_icon(one.kind)) for one in channels}


def _partners(actor: Actor, unnamed: Collection[Channel]) -> dict[UUID, list[Membership]]:
    if not unnamed:
        return {}
    rows = ChannelMembership.objects.filter(channel__in=[one.id for one in unnamed]).exclude(membership=actor.membership)
    is_direct = {one.id: one.kind == Channel.Kind.DIRECT for one in unnamed}
    pairs = {(row.channel_id, row.membership_id) for row in rows if is_direct[row.channel_id] or row.left_at is None}
    people = people_by_id(membership_id for _channel_id, membership_id in pairs)
    partners: dict[UUID, list[Membership]] = defaultdict(list)
    for channel_id, membership_id in pairs:
        partners[channel_id].append(people[membership_id])
    return {channel_id: sorted(some, key=lambda one: (one.name_key, one.id)) for channel_id, some in partners.items()}
