# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing a message that is there: its channel is held first, so that changes follow each other as posts do."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import Conflict
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors import MessageAccess, get_message
from ruche.modules.chat.services.posting import ChannelArchived
from ruche.modules.chat.services.standing import as_of_now, lock_channel


class MessageDeleted(Conflict):
    code = "message_deleted"
    message = _("This message was deleted.")


def hold_message(actor: Actor, message_id: UUID, channel_id: UUID | None = None) -> MessageAccess:
    """The message as it stays until the end of the transaction: nobody else writes in its channel. `within.actor` is as of now too.

    Raises NotFound, and PermissionRefused when the actor lost their standing meanwhile.
    """
    seen = get_message(actor, message_id, channel_id=channel_id)  # who may not see it holds up nobody
    lock_channel(seen.within.channel.id)
    return get_message(as_of_now(actor), message_id)


def require_open(held: MessageAccess) -> None:
    """Raises ChannelArchived."""
    if held.within.channel.is_archived:
        raise ChannelArchived()


def change_message(held: MessageAccess, **values: Any) -> Message:
    """Write the values with the channel's next revision."""
    channel, message, now = held.within.channel, held.message, timezone.now()
    channel.revision += 1
    Channel.objects.filter(id=channel.id).update(revision=channel.revision, updated_at=now)
    Message.objects.filter(id=message.id).update(revision=channel.revision, updated_at=now, **values)
    for name, value in {"revision": channel.revision, **values}.items():
        setattr(message, name, value)
    return message
