# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees which channel. Open ones are seen by everybody but guests, the others by the people in them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.permissions import (
    ADD_PEOPLE,
    BROWSE_CHANNELS,
    CREATE_DIRECT,
    MANAGE_CHANNEL,
    MENTION_ALL,
    MODERATE_MESSAGES,
    PIN_MESSAGE,
    POST_ANNOUNCEMENT,
    POST_MESSAGE,
)
from ruche.modules.chat.selectors.absence import absence


@dataclass(frozen=True)
class ChannelAccess:
    """A channel as one person sees it: having one is having the right to read. `own` is their membership while they are in it."""

    actor: Actor
    channel: Channel
    own: ChannelMembership | None

    @property
    def is_member(self) -> bool:
        return self.own is not None

    @property
    def visible_from(self) -> int:
        """The first position they may see."""
        return self.own.visible_from_position if self.own else 0

    @property
    def read_position(self) -> int:
        return self.own.read_position if self.own else self.channel.last_position

    @property
    def can_post(self) -> bool:
        is_open = self.channel.kind != Channel.Kind.ANNOUNCEMENT or self.actor.can(POST_ANNOUNCEMENT)
        return is_open and self.is_member and not self.channel.is_archived and self.actor.can(POST_MESSAGE)

    @property
    def can_mention_all(self) -> bool:
        return self.can_post and self.actor.can(MENTION_ALL)

    @property
    def can_pin(self) -> bool:
        return self.can_post and self.actor.can(PIN_MESSAGE)

    @property
    def can_moderate(self) -> bool:
        """Delete what others wrote, and see what it said before."""
        return self.actor.can(MODERATE_MESSAGES)

    @property
    def can_join(self) -> bool:
        return self.channel.is_listed and not (self.is_member or self.channel.is_archived) and self.actor.can(BROWSE_CHANNELS)

    @property
    def can_leave(self) -> bool:
        return self.is_member and self.channel.kind != Channel.Kind.DIRECT

    @property
    def can_add(self) -> bool:
        return self.is_member and self.channel.is_named and not self.channel.is_archived and self.actor.can(ADD_PEOPLE)

    @property
    def can_extend(self) -> bool:
        """Begin a conversation with these people and one more."""
        return self.is_member and not self.channel.is_named and self.actor.can(CREATE_DIRECT)

    @property
    def can_remove(self) -> bool:
        return self.can_manage and not self.channel.is_default

    @property
    def can_manage(self) -> bool:
        """Name, topic, history, archive, taking people out: for those with the right, and for whoever made the channel."""
        is_own = self.channel.created_by_id == self.actor.membership.id and self.actor.role != Role.GUEST
        return self.is_member and self.channel.is_named and (is_own or self.actor.can(MANAGE_CHANNEL))


def visible_channels(actor: Actor) -> QuerySet[Channel]:
    """The channels the actor may know of, archived ones too."""
    within = ChannelMembership.objects.filter(channel=OuterRef("id"), membership=actor.membership, left_at=None)
    seen = Q(Exists(within))
    if actor.can(BROWSE_CHANNELS):
        seen |= Q(kind__in=Channel.LISTED)
    return Channel.objects.filter(seen, deleted_at=None)


def find_channel(actor: Actor, channel_id: UUID) -> ChannelAccess | None:
    """The channel as the actor sees it, or None (two queries)."""
    channel = Channel.objects.filter(id=channel_id, deleted_at=None).first()
    if channel is None:
        return None
    own = ChannelMembership.objects.filter(channel_id=channel_id, membership=actor.membership, left_at=None).first()
    is_seen = own is not None or (channel.is_listed and actor.can(BROWSE_CHANNELS))
    return ChannelAccess(actor, channel, own) if is_seen else None


def get_channel(actor: Actor, channel_id: UUID) -> ChannelAccess:
    """The channel as the actor sees it. Raises NotFound when it does not exist or they may not know of it."""
    found = find_channel(actor, channel_id)
    if found is None:
        raise absence(actor, channel_id)
    return found


def find_channel_for(actors: Collection[Actor], channel_id: UUID) -> dict[UUID, ChannelAccess]:
    """The channel as each of these actors sees it, by membership id, for those who do (two queries)."""
    channel = Channel.objects.filter(id=channel_id, deleted_at=None).first()
    if channel is None:
        return {}
    ids = [actor.membership.id for actor in actors]
    rows = ChannelMembership.objects.filter(channel_id=channel_id, membership__in=ids, left_at=None)
    own = {row.membership_id: row for row in rows}
    accesses = [ChannelAccess(actor, channel, own.get(actor.membership.id)) for actor in actors]
    seen = [access for access in accesses if access.is_member or (channel.is_listed and access.actor.can(BROWSE_CHANNELS))]
    return {access.actor.membership.id: access for access in seen}
