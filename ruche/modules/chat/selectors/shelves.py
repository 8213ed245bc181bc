# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels that are out of the sidebars: archived ones, and those in the bin."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.permissions import BROWSE_CHANNELS, MANAGE_CHANNEL
from ruche.modules.chat.selectors.access import visible_channels
from ruche.modules.chat.selectors.channels import holding

MOST = 200


def list_archived(actor: Actor, *, words: str = "") -> list[Channel]:
    """The archived channels that the actor sees, by name, at most 200."""
    archived = visible_channels(actor).filter(holding(words), archived_at__isnull=False)
    return list(archived.exclude(kind__in=Channel.UNNAMED).order_by("name_key", "id")[:MOST])


def list_removed(actor: Actor, *, words: str = "") -> list[Channel]:
    """The channels in the bin that the actor may restore, the last removed first, at most 200."""
    return list(_restorable(actor).filter(holding(words)).order_by("-deleted_at", "id")[:MOST])


def get_removed_channel(actor: Actor, channel_id: UUID) -> Channel:
    """A channel in the bin that the actor may restore. Raises NotFound."""
    found: Channel | None = _restorable(actor).filter(id=channel_id).first()
    if found is None:
        raise NotFound()
    return found


def _restorable(actor: Actor) -> QuerySet[Channel]:
    """As for managing a channel: one was in it, or everybody could be, and has the right or made it."""
    within = ChannelMembership.objects.filter(channel=OuterRef("id"), membership=actor.membership, left_at=None)
    seen = Q(Exists(within)) | (Q(kind__in=Channel.LISTED) if actor.can(BROWSE_CHANNELS) else Q(pk__in=[]))
    may = Q() if actor.can(MANAGE_CHANNEL) else Q(created_by=actor.membership)
    if actor.role == Role.GUEST:
        return Channel.objects.none()
    return Channel.objects.filter(seen, may, deleted_at__isnull=False).exclude(kind__in=Channel.UNNAMED)
