# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence

from django.db.models import Q

from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors.access import ChannelAccess
from ruche.modules.chat.selectors.mentions import count_mentions
from ruche.modules.chat.selectors.messages import count_unread
from ruche.modules.chat.selectors.people import people_by_id
from ruche.modules.chat.selectors.sidebar import ChannelEntry


def entry_of(access: ChannelAccess) -> ChannelEntry:
    """One channel as a line of the sidebar says it, archived or not (at most four queries)."""
    channel = access.channel
    return ChannelEntry(
        id=channel.id,
        kind=channel.kind,
        name=channel.name,
        topic=channel.topic,
        last_position=channel.last_position,
        last_posted_at=channel.last_posted_at,
        revision=channel.revision,
        read_position=access.read_position,
        is_default=channel.is_default,
        is_history_whole=channel.is_history_whole,
        unread=count_unread(access),
        mentions=count_mentions(access.actor, channel_id=channel.id) if access.is_member else 0,
        partners=() if channel.is_named else _partners(access),
    )


def _partners(access: ChannelAccess) -> Sequence[Membership]:
    is_there = Q() if access.channel.kind == Channel.Kind.DIRECT else Q(left_at=None)
    rows = ChannelMembership.objects.filter(is_there, channel=access.channel).exclude(membership=access.actor.membership)
    return sorted(people_by_id(rows.values_list("membership_id", flat=True)).values(), key=lambda person: (person.name_key, person.id))
