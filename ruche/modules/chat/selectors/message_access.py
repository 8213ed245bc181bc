# SPDX-License-Identifier: AGPL-3.0-or-later
"""One message, and what somebody may do with it."""

from dataclasses import dataclass
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors.access import ChannelAccess, get_channel
from ruche.modules.chat.selectors.messages import with_people


@dataclass(frozen=True)
class MessageAccess:
    """A message as one person sees it: having one is having the right to read it."""

    within: ChannelAccess
    message: Message

    @property
    def is_own(self) -> bool:
        return self.message.author_id == self.within.actor.membership.id

    @property
    def is_live(self) -> bool:
        return self.message.deleted_at is None

    @property
    def can_edit(self) -> bool:
        return self.is_live and self.is_own and self.within.can_post

    @property
    def can_delete(self) -> bool:
        return self.is_live and (self.is_own or self.within.can_moderate) and not self.within.channel.is_archived

    @property
    def can_pin(self) -> bool:
        return self.is_live and self.within.can_pin

    @property
    def can_see_versions(self) -> bool:
        return self.is_own or self.within.can_moderate


def get_message(actor: Actor, message_id: UUID, *, channel_id: UUID | None = None) -> MessageAccess:
    """The message as the actor sees it (four queries). Raises NotFound when they may not, or it is in another channel."""
    message = Message.objects.filter(id=message_id).first()
    if message is None or channel_id not in (None, message.channel_id):
        raise NotFound()
    within = get_channel(actor, message.channel_id)
    if message.position < within.visible_from:
        raise NotFound()
    return MessageAccess(within, with_people([message])[0])


def get_message_at(access: ChannelAccess, position: int) -> MessageAccess:
    """The message at a position: where a link leads. Raises NotFound when there is none or the reader may not see it."""
    message = Message.objects.filter(channel=access.channel, position=position).first()
    if message is None or position < access.visible_from:
        raise NotFound()
    return MessageAccess(access, with_people([message])[0])
