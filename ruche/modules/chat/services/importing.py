# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.modules.signals import announce
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.permissions import IMPORT_MESSAGES
from ruche.modules.chat.selectors.messages import with_people
from ruche.modules.chat.services.bodies import clean_body, render_body
from ruche.modules.chat.services.mentions import keep_mentions, people_called
from ruche.modules.chat.services.telling import tell_message
from ruche.modules.chat.signals import MESSAGES_IMPORTED


@dataclass(frozen=True)
class ImportedMessage:
    """A message written elsewhere, by a membership of this organisation."""

    author_id: UUID
    body: str
    posted_at: datetime


def import_messages(actor: Actor, *, channel_id: UUID, messages: Sequence[ImportedMessage], is_read: bool = True) -> int:
    """Append messages in the order given, with their own authors and times; returns how many.

    Who may do it may bring them into any channel, seen or not. `is_read`: the people in it have read everything. Mentions
    are kept; nobody is notified of them, long after.
    Raises NotFound, PermissionRefused, InvalidInput on `body`.
    """
    actor.require(IMPORT_MESSAGES)
    with transaction.atomic():
        channel = Channel.objects.select_for_update().filter(id=channel_id, deleted_at=None).first()
        if channel is None:
            raise NotFound()
        if not messages:
            return 0
        names = people_called(channel_id, (one.body for one in messages))
        written = [_numbered(channel, one, nth, names) for nth, one in enumerate(messages, start=1)]
        Message.objects.bulk_create(written, batch_size=500)
        keep_mentions(written)
        positions = {"first_position": written[0].position, "last_position": written[-1].position}
        announce(MESSAGES_IMPORTED, actor.organisation_id, channel_id=channel.id, **positions)
        channel.last_position, channel.revision = written[-1].position, written[-1].revision
        channel.last_posted_at = max(one.posted_at for one in messages)
        channel.save(update_fields=["last_position", "revision", "last_posted_at", "updated_at"])
        if is_read:
            ChannelMembership.objects.filter(channel=channel, left_at=None).update(read_position=channel.last_position)
        tell_message(actor, with_people(written[-1:])[0], kind=channel.kind)
    return len(written)


def _numbered(channel: Channel, imported: ImportedMessage, nth: int, names: Mapping[str, str]) -> Message:
    body = clean_body(imported.body)
    return Message(
        channel=channel,
        author_id=imported.author_id,
        position=channel.last_position + nth,
        revision=channel.revision + nth,
        client_id=uuid4(),
        body=body,
        html=render_body(body, names),
        posted_at=imported.posted_at,
    )
