# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming into channels and going out of them. A membership is an interval: leaving ends it, coming back begins another."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.kernel.realtime import revoke
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors import ChannelAccess, get_channel
from ruche.modules.chat.services.posting import ChannelArchived
from ruche.modules.chat.services.standing import hold_channel, hold_managed, lock_channel
from ruche.modules.chat.services.telling import tell_inboxes

MOST_ADDED = 500


def join_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Come into an open channel; being in it already changes nothing. Raises NotFound, ChannelArchived."""
    access = get_channel(actor, channel_id)
    if not access.is_member:
        with transaction.atomic():
            access = hold_channel(actor, channel_id, _require_joinable)
            admit(actor, access.channel, [actor.membership.id])
    return access.channel


def leave_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Go out of a channel. Raises NotFound, and PermissionRefused for a direct one."""
    access = get_channel(actor, channel_id)
    if access.is_member:
        if not access.can_leave:
            raise PermissionRefused()
        with transaction.atomic():
            _dismiss(actor, access.channel, actor.membership)
    return access.channel


def add_people(actor: Actor, *, channel_id: UUID, membership_ids: Collection[UUID]) -> int:
    """Bring people of the organisation into a channel one is in; returns how many were not in it yet.

    Raises NotFound, PermissionRefused, ChannelArchived, and InvalidInput on `people`.
    """
    with transaction.atomic():
        access = hold_channel(actor, channel_id, _require_extensible)
        return admit(actor, access.channel, [person.id for person in require_people(membership_ids)])


def remove_person(actor: Actor, *, channel_id: UUID, membership_id: UUID) -> None:
    """Take somebody out of a channel. Raises NotFound (also when they are not in it) and PermissionRefused."""
    with transaction.atomic():
        channel = hold_managed(actor, channel_id)
        person = Membership.objects.filter(id=membership_id).first()
        if person is None or not _dismiss(actor, channel, person):
            raise NotFound()


def require_people(membership_ids: Collection[UUID]) -> list[Membership]:
    """The active people of these ids; raises InvalidInput on `people` when one is missing, or there is none or too many."""
    ids = set(membership_ids)
    people = list(Membership.objects.filter(id__in=ids, status=Membership.Status.ACTIVE)) if len(ids) <= MOST_ADDED else []
    if not people or len(people) != len(ids):
        raise InvalidInput(fields={"people": [InvalidInput.message]})
    return people


def count_inside(channel: Channel, membership_ids: Collection[UUID]) -> int:
    """How many of these are in the channel."""
    return ChannelMembership.objects.filter(channel=channel, membership__in=membership_ids, left_at=None).count()


def admit(actor: Actor, channel: Channel, membership_ids: Collection[UUID]) -> int:
    """Begin the memberships that are missing, without a check of rights; returns how many. Inside a transaction.

    The channel is locked: what is posted meanwhile comes before them or after them, and they see it or not.
    """
    channel = Channel.objects.select_for_update().get(id=channel.id)
    inside = ChannelMembership.objects.filter(channel=channel, membership__in=membership_ids, left_at=None)
    missing = set(membership_ids) - set(inside.values_list("membership_id", flat=True))
    begun = [_begin(actor, channel, membership_id) for membership_id in sorted(missing)]
    ChannelMembership.objects.bulk_create(begun, ignore_conflicts=True)
    tell_inboxes(actor, missing, "resync", {"channel": str(channel.id)})
    return len(missing)


def _begin(actor: Actor, channel: Channel, membership_id: UUID) -> ChannelMembership:
    return ChannelMembership(
        channel=channel,
        membership_id=membership_id,
        joined_at=timezone.now(),
        added_by=None if membership_id == actor.membership.id else actor.membership,
        read_position=channel.last_position,
        visible_from_position=0 if channel.is_history_whole else channel.last_position + 1,
    )


def _dismiss(actor: Actor, channel: Channel, person: Membership) -> bool:
    """End a membership. The channel is locked, as in `admit`: what is posted meanwhile comes before it, or is refused."""
    now = timezone.now()
    lock_channel(channel.id)
    inside = ChannelMembership.objects.filter(channel=channel, membership=person, left_at=None)
    remover = None if person.id == actor.membership.id else actor.membership
    if not inside.update(left_at=now, removed_by=remover, updated_at=now):
        return False
    tell_inboxes(actor, [person.id], "resync", {"channel": str(channel.id)})
    revoke(user_id=person.user_id, organisation_id=actor.organisation_id)
    return True


def _require_joinable(access: ChannelAccess) -> None:
    _require_open(access)
    if not (access.can_join or access.is_member):  # a member by now: joined twice at once
        raise PermissionRefused()


def _require_extensible(access: ChannelAccess) -> None:
    _require_open(access)
    if not access.can_add:
        raise PermissionRefused()


def _require_open(access: ChannelAccess) -> None:
    if access.channel.is_archived:
        raise ChannelArchived()
