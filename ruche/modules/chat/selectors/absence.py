# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why somebody finds a channel no more: only who was in it is told, to everybody else it never existed."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.modules.chat.models import Channel, ChannelMembership


class NoLongerInChannel(NotFound):
    code = "no_longer_in_channel"
    message = _("You are no longer in this channel.")


class ChannelRemoved(NotFound):
    code = "channel_removed"
    message = _("This channel was removed. Whoever may manage channels can restore it.")


def absence(actor: Actor, channel_id: UUID) -> NotFound:
    """The error for a channel that the actor does not find (at most two queries)."""
    if not ChannelMembership.objects.filter(channel_id=channel_id, membership=actor.membership).exists():
        return NotFound()
    is_there = Channel.objects.filter(id=channel_id, deleted_at=None).exists()
    return NoLongerInChannel() if is_there else ChannelRemoved()
