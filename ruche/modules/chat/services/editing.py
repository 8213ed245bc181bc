# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing and deleting messages. What they said before is kept; done twice, the second time changes nothing."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.modules.signals import announce
from ruche.modules.chat.models import Mention, Message, MessageVersion
from ruche.modules.chat.selectors import MessageAccess
from ruche.modules.chat.selectors.message_data import mentions_in
from ruche.modules.chat.services.bodies import clean_body, render_body
from ruche.modules.chat.services.changing import MessageDeleted, change_message, hold_message, require_open
from ruche.modules.chat.services.mentions import Rendered, may_call, render_with_mentions, replace_mentions
from ruche.modules.chat.services.reaching import require_reachable
from ruche.modules.chat.services.telling import tell_change, tell_channel_changed
from ruche.modules.chat.signals import MESSAGE_DELETED, MESSAGE_EDITED


def edit_message(actor: Actor, *, message_id: UUID, body: str, channel_id: UUID | None = None) -> Message:
    """Write a message of one's own anew. The same body again changes nothing.

    Raises InvalidInput on `body`, NotFound, PermissionRefused, ChannelArchived, MessageDeleted, TakesNoMessages.
    """
    text = clean_body(body)
    plain = None if may_call(text) else render_body(text)  # whom a mention may name is known once the channel is held
    with transaction.atomic():
        held = hold_message(actor, message_id, channel_id)
        _require_editable(held)
        if held.message.body == text:
            return held.message
        html, called, kept = Rendered(plain, frozenset(), text) if plain is not None else _render(held, text)
        _keep_version(held.message)
        message = change_message(held, body=kept, html=html, edited_at=timezone.now())
        if replace_mentions(message, called):
            tell_channel_changed(actor, held.within.channel)
        _announce(actor, MESSAGE_EDITED, message)
        tell_change(actor, message)
    return message


def delete_message(actor: Actor, *, message_id: UUID, channel_id: UUID | None = None) -> Message:
    """Leave a marker where a message was: one's own, or with the right to moderate. Deleting it again changes nothing.

    Raises NotFound, PermissionRefused, ChannelArchived.
    """
    with transaction.atomic():
        held = hold_message(actor, message_id, channel_id)
        if not (held.is_own or held.within.can_moderate):
            raise PermissionRefused()
        if not held.is_live:
            return held.message
        require_open(held)
        _keep_version(held.message)
        Mention.objects.filter(message=held.message).delete()
        gone = {"body": "", "html": "", "deleted_at": timezone.now(), "deleted_by": actor.membership}
        message = change_message(held, **gone, pinned_at=None, pinned_by=None)
        _announce(actor, MESSAGE_DELETED, message)
        tell_change(actor, message)
        tell_channel_changed(actor, held.within.channel)
    return message


def _render(held: MessageAccess, text: str) -> Rendered:
    message = held.message
    return render_with_mentions(held.within.actor, channel_id=message.channel_id, body=text, before=mentions_in(message.html))


def _require_editable(held: MessageAccess) -> None:
    if not held.is_own:
        raise PermissionRefused()
    require_open(held)
    if not held.within.can_post:
        raise PermissionRefused()
    require_reachable(held.within)
    if not held.is_live:
        raise MessageDeleted()


def _keep_version(message: Message) -> None:
    written_at = message.edited_at or message.posted_at
    MessageVersion.objects.create(message=message, body=message.body, revision=message.revision, written_at=written_at)


def _announce(actor: Actor, signal: str, message: Message) -> None:
    announce(signal, actor.organisation_id, channel_id=message.channel_id, message_id=message.id)
