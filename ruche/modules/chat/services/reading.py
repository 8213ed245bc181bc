# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far somebody has read: the same on all their devices, which hear of every move."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.notifications.services import follow_reading, tell_counts
from ruche.modules.chat.models import ChannelMembership
from ruche.modules.chat.selectors import ChannelAccess, get_channel, read_state
from ruche.modules.chat.services.telling import tell_inboxes

_READ_ALL = """
update chat_channelmembership own set read_position = c.last_position, updated_at = clock_timestamp()
from chat_channel c
where c.organisation_id = own.organisation_id and c.id = own.channel_id and c.last_position > own.read_position
  and own.organisation_id = %(organisation)s and own.membership_id = %(membership)s and own.left_at is null
"""


def mark_read(actor: Actor, *, channel_id: UUID, position: int) -> ChannelAccess:
    """Everything up to `position` was seen. The read position never goes back nor past the last message.

    Raises NotFound, and PermissionRefused when the actor is not in the channel.
    """
    access = _inside(actor, channel_id)
    reached = min(position, access.channel.last_position)
    if access.own is not None and reached > access.own.read_position:
        with transaction.atomic():
            _move(access, reached, read_position=Greatest("read_position", reached))
    return access


def mark_unread(actor: Actor, *, channel_id: UUID, position: int) -> ChannelAccess:
    """The message at `position` and those after it are to be read again; one that was not read yet changes nothing.

    Raises NotFound, and PermissionRefused when the actor is not in the channel.
    """
    access = _inside(actor, channel_id)
    before = max(position, access.visible_from, 1) - 1
    if access.own is not None and before < access.own.read_position:
        with transaction.atomic():
            _move(access, before, read_position=before)
    return access


def mark_all_read(actor: Actor) -> int:
    """Every channel one is in was read to its end; returns in how many there was something."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_READ_ALL, {"organisation": actor.organisation.id, "membership": actor.membership.id})
            moved = int(cursor.rowcount)
        if moved:
            tell_inboxes(actor, [actor.membership.id], "resync", {})
            tell_counts([actor.membership.id])
    return moved


def _inside(actor: Actor, channel_id: UUID) -> ChannelAccess:
    access = get_channel(actor, channel_id)
    if access.own is None:
        raise PermissionRefused()
    return access


def _move(access: ChannelAccess, position: int, **change: Any) -> None:
    own = access.own
    assert own is not None  # noqa: S101  who is not in the channel was refused
    before = own.read_position
    ChannelMembership.objects.filter(id=own.id, left_at=None).update(updated_at=timezone.now(), **change)
    own.read_position = position
    tell_inboxes(access.actor, [access.actor.membership.id], "read", {"channel": str(access.channel.id), **read_state(access)})
    follow_reading(access.actor, container_id=access.channel.id, low=before, high=position)
