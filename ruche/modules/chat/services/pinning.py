# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pinning: what everybody in a channel should find again. Done twice, the second time changes nothing."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import Conflict, PermissionRefused
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors import MessageAccess
from ruche.modules.chat.selectors.messages import MOST_PINS
from ruche.modules.chat.services.changing import MessageDeleted, change_message, hold_message, require_open
from ruche.modules.chat.services.telling import tell_change


class TooManyPins(Conflict):
    code = "too_many_pins"
    message = _("A hundred messages are pinned here. Unpin one first.")


def pin_message(actor: Actor, *, message_id: UUID, channel_id: UUID | None = None) -> Message:
    """Raises NotFound, PermissionRefused, ChannelArchived, MessageDeleted, TooManyPins."""
    with transaction.atomic():
        held = _hold(actor, message_id, channel_id)
        if held.message.pinned_at is not None:
            return held.message
        if Message.objects.filter(channel=held.within.channel, pinned_at__isnull=False).count() >= MOST_PINS:
            raise TooManyPins()
        message = change_message(held, pinned_at=timezone.now(), pinned_by=actor.membership)
        tell_change(actor, message)
    return message


def unpin_message(actor: Actor, *, message_id: UUID, channel_id: UUID | None = None) -> Message:
    """Raises NotFound, PermissionRefused, ChannelArchived, MessageDeleted."""
    with transaction.atomic():
        held = _hold(actor, message_id, channel_id)
        if held.message.pinned_at is None:
            return held.message
        message = change_message(held, pinned_at=None, pinned_by=None)
        tell_change(actor, message)
    return message


def _hold(actor: Actor, message_id: UUID, channel_id: UUID | None) -> MessageAccess:
    held = hold_message(actor, message_id, channel_id)
    require_open(held)
    if not held.within.can_pin:
        raise PermissionRefused()
    if not held.is_live:
        raise MessageDeleted()
    return held
