# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom somebody may write to directly. The answer is the same for a block and for a person who takes no messages."""

from collections.abc import Collection
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.protection.errors import TakesNoMessages
from ruche.kernel.protection.selectors import takes_messages_from
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors import ChannelAccess


def require_reachable(access: ChannelAccess) -> None:
    """Raises TakesNoMessages in a conversation of two whose other person takes no messages from the actor."""
    if access.channel.kind == Channel.Kind.DIRECT and access.is_member:
        own = access.actor.membership.id
        inside = ChannelMembership.objects.filter(channel=access.channel, left_at=None).exclude(membership_id=own)
        require_all_reachable(access.actor, list(inside.values_list("membership_id", flat=True)))


def require_all_reachable(actor: Actor, membership_ids: Collection[UUID]) -> None:
    """Raises TakesNoMessages when one of these people takes no messages from the actor (one query)."""
    if takes_messages_from(actor.organisation_id, actor.membership.id, membership_ids) != set(membership_ids):
        raise TakesNoMessages()
