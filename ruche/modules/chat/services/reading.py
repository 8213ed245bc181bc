# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import PermissionRefused
from ruche.modules.chat.models import ChannelMembership
from ruche.modules.chat.selectors import ChannelAccess, count_unread, get_channel
from ruche.modules.chat.services.telling import tell_inboxes


def mark_read(actor: Actor, *, channel_id: UUID, position: int) -> ChannelAccess:
    """Everything up to `position` was seen. The read position never goes back nor past the last message.

    Raises NotFound, and PermissionRefused when the actor is not in the channel.
    """
    access = get_channel(actor, channel_id)
    if access.own is None:
        raise PermissionRefused()
    reached = min(position, access.channel.last_position)
    if reached > access.own.read_position:
        with transaction.atomic():
            own = ChannelMembership.objects.filter(id=access.own.id, left_at=None)
            own.update(read_position=Greatest("read_position", reached), updated_at=timezone.now())
            access.own.read_position = reached
            data = {"channel": str(channel_id), "position": reached, "unread": count_unread(access)}
            tell_inboxes(actor, [actor.membership.id], "read", data)
    return access
