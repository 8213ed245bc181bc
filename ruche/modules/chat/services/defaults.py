# SPDX-License-Identifier: AGPL-3.0-or-later
"""The channels that everybody of an organisation is in, and what happens in chat when people come and go."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.text import fold
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.services.memberships import admit


def create_general_channel(organisation: Organisation, membership: Membership) -> Channel:
    """When chat is switched on: one open channel with everybody but guests in it. Switched on again, it is found again."""
    with override(organisation.language), transaction.atomic():
        name = gettext("general")
        channel: Channel
        channel, _created = Channel.objects.get_or_create(
            is_default=True,
            deleted_at=None,
            defaults={"kind": Channel.Kind.OPEN, "name": name, "name_key": fold(name), "created_by": membership},
        )
        people = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON).exclude(role=Role.GUEST)
        admit(_actor(membership), channel, _never_in(channel, people.values_list("id", flat=True)))
    return channel


def welcome_member(organisation_id: UUID, membership_id: UUID) -> None:
    """Somebody came into the organisation, or came back: they are in its default channels. Guests are added by hand.

    Who came back is in their direct conversations again: nobody leaves those by hand.
    """
    for channel, membership in [*_default_channels(membership_id), *_direct_channels(membership_id)]:
        admit(_actor(membership), channel, [membership.id])


def follow_role(organisation_id: UUID, membership_id: UUID) -> None:
    """A guest became a member: the same, but who left a default channel on purpose stays out of it."""
    for channel, membership in _default_channels(membership_id):
        admit(_actor(membership), channel, _never_in(channel, [membership.id]))


def dismiss_member(organisation_id: UUID, membership_id: UUID) -> None:
    """Somebody left the organisation: they are in none of its channels any more. What they wrote stays."""
    now = timezone.now()
    ChannelMembership.objects.filter(membership=membership_id, left_at=None).update(left_at=now, updated_at=now)


def _direct_channels(membership_id: UUID) -> list[tuple[Channel, Membership]]:
    membership = _with_user(membership_id)
    own = ChannelMembership.objects.filter(membership=membership_id).values("channel")
    channels = Channel.objects.filter(id__in=own, kind=Channel.Kind.DIRECT, deleted_at=None) if membership.is_active else ()
    return [(channel, membership) for channel in channels]


def _default_channels(membership_id: UUID) -> list[tuple[Channel, Membership]]:
    membership = _with_user(membership_id)
    if membership.role == Role.GUEST or not membership.is_active:
        return []
    return [(channel, membership) for channel in Channel.objects.filter(is_default=True, archived_at=None, deleted_at=None)]


def _with_user(membership_id: UUID) -> Membership:
    found: Membership = Membership.objects.select_related("user", "organisation").get(id=membership_id)
    return found


def _never_in(channel: Channel, membership_ids: Collection[UUID]) -> list[UUID]:
    known = ChannelMembership.objects.filter(channel=channel, membership__in=membership_ids)
    return sorted(set(membership_ids) - set(known.values_list("membership_id", flat=True)))


def _actor(membership: Membership) -> Actor:
    return Actor(user=membership.user, membership=membership, organisation=membership.organisation)
