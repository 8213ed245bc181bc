# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ends of a channel: the archive, where it is read and not written in, and the bin, where nobody finds it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import Conflict
from ruche.kernel.realtime import revoke_topic
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services.channels import rename
from ruche.modules.chat.services.standing import hold_managed, hold_removed
from ruche.modules.chat.services.telling import tell_channel_changed
from ruche.modules.chat.signals import channel_topic


class DefaultChannelKept(Conflict):
    code = "default_channel"
    message = _("Everybody who joins the organisation comes into this channel: it cannot be removed.")


def archive_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """From now on the channel is read only and out of the sidebars. Raises NotFound, PermissionRefused."""
    return _set_archived(actor, channel_id, is_archived=True)


def reopen_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Take a channel out of the archive. Raises NotFound, PermissionRefused."""
    return _set_archived(actor, channel_id, is_archived=False)


def remove_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Into the bin: nobody finds it, nor what was said in it, until it is restored.

    Raises NotFound, PermissionRefused, DefaultChannelKept.
    """
    with transaction.atomic():
        channel = hold_managed(actor, channel_id)
        if channel.is_default:
            raise DefaultChannelKept()
        channel.deleted_at = timezone.now()
        channel.save(update_fields=["deleted_at", "updated_at"])
        tell_channel_changed(actor, channel)
        revoke_topic(channel_topic(channel.id), organisation_id=actor.organisation_id)
    return channel


def restore_channel(actor: Actor, *, channel_id: UUID, name: str | None = None) -> Channel:
    """Out of the bin, with everybody who was in it.

    Raises NotFound, PermissionRefused, and InvalidInput on `name` when another one has it by now.
    """
    with transaction.atomic():
        channel = hold_removed(actor, channel_id)
        channel.deleted_at = None
        rename(channel, channel.name if name is None else name)
        tell_channel_changed(actor, channel)
    return channel


def _set_archived(actor: Actor, channel_id: UUID, *, is_archived: bool) -> Channel:
    with transaction.atomic():
        channel = hold_managed(actor, channel_id)
        if channel.is_archived != is_archived:
            channel.archived_at = timezone.now() if is_archived else None
            channel.save(update_fields=["archived_at", "updated_at"])
            tell_channel_changed(actor, channel)
            revoke_topic(channel_topic(channel.id), organisation_id=actor.organisation_id)
    return channel
