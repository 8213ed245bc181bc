# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posting: one statement checks every right, gives the position and the revision, and writes the message.

So positions have no gap. Two posts in one channel wait for each other on the channel's row; the second sees the first. Rights are
asked twice: before, so that who may not write holds up nobody; and again once the row is held, as they are by then. So nobody
writes whose removal, suspension, other role or end of session was committed before their message got its place, however long it
waited. The same statement writes whom the message calls and the outbox entry of its signal: lost with it, or never lost.
"""

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.ids import new_id
from ruche.kernel.db.statements import fetch_one
from ruche.kernel.errors import Conflict, PermissionRefused
from ruche.kernel.outbox.wake import wake_after_commit
from ruche.modules.chat.models import Message
from ruche.modules.chat.permissions import MENTION_ALL, POST_ANNOUNCEMENT, POST_MESSAGE
from ruche.modules.chat.selectors import get_channel
from ruche.modules.chat.selectors.messages import with_people
from ruche.modules.chat.services.bodies import clean_body
from ruche.modules.chat.services.mentions import render_with_mentions
from ruche.modules.chat.services.reaching import require_reachable
from ruche.modules.chat.services.standing import Standing, as_of_now
from ruche.modules.chat.services.telling import tell_message
from ruche.modules.chat.signals import MESSAGE_POSTED


class ChannelArchived(Conflict):
    code = "channel_archived"
    message = _("This channel is archived: it can be read, not written in.")


class Posted(NamedTuple):
    """`data` is what was told of a new message: see message_data. `is_new` is False when the client had sent this message before."""

    message: Message
    is_new: bool
    data: Mapping[str, Any] | None = None


_ALLOWED = """
with allowed as materialized (
  select c.organisation_id, c.id
  from chat_channel c
  join chat_channelmembership own on own.organisation_id = c.organisation_id and own.channel_id = c.id
   and own.membership_id = %(author)s and own.left_at is null
  where c.organisation_id = %(organisation)s and c.id = %(channel)s and c.deleted_at is null and c.archived_at is null
    and case c.kind when 'announcement' then %(may_announce)s::boolean else %(may_write)s::boolean end
    and chat_standing(%(organisation)s, %(author)s, %(epoch)s, %(session)s::text) = %(version)s::text
    and (c.kind <> 'direct' or not exists (
      select from chat_channelmembership other
      where other.organisation_id = c.organisation_id and other.channel_id = c.id and other.left_at is null
        and other.membership_id <> %(author)s
        and (exists (select from protection_block b where b.organisation_id = other.organisation_id
                     and b.blocker_id = other.membership_id and b.blocked_id = %(author)s)
             or exists (select from protection_messageprivacy p where p.organisation_id = other.organisation_id
                        and p.membership_id = other.membership_id))))
    and not exists (select from chat_message sent where sent.organisation_id = c.organisation_id and sent.channel_id = c.id
                    and sent.author_id = %(author)s and sent.client_id = %(client)s)
), counted as (
  update chat_channel c
  set last_position = c.last_position + 1, revision = c.revision + 1, last_posted_at = clock_timestamp()
  from allowed
  where c.organisation_id = allowed.organisation_id and c.id = allowed.id and c.deleted_at is null and c.archived_at is null
  returning c.organisation_id, c.id, c.kind, c.last_position, c.revision, c.last_posted_at,
            chat_require_author(c.organisation_id, c.id, %(author)s, %(epoch)s, %(session)s::text, %(version)s::text,
                                %(until)s::timestamptz)
), written as (
  insert into chat_message (organisation_id, id, channel_id, author_id, position, revision, client_id, body, html,
                            posted_at, created_at, updated_at)
  select organisation_id, %(id)s::uuid, id, %(author)s::uuid, last_position, revision, %(client)s::uuid, %(body)s::text,
         %(html)s::text, last_posted_at, last_posted_at, last_posted_at
  from counted
), announced as (
  insert into outbox_outboxentry (id, signal, organisation_id, ids, attempts, due_at, error, created_at, updated_at)
  select %(entry)s::uuid, %(signal)s::text, organisation_id, jsonb_build_object('channel_id', id, 'message_id', %(id)s::uuid), 0,
         last_posted_at, '', last_posted_at, last_posted_at
  from counted
)"""
_MENTIONED = """, mentioned as (
  insert into chat_mention (organisation_id, id, channel_id, message_id, membership_id, position, created_at, updated_at)
  select counted.organisation_id, called.id, counted.id, %(id)s::uuid, called.membership_id, last_position, last_posted_at, last_posted_at
  from counted, unnest(%(mentions)s::uuid[], %(called)s::uuid[]) called (id, membership_id)
)"""
# Without a row the post is refused, or the message is there.
_RESULT = """
select kind, last_position, revision, last_posted_at from counted
"""
_POST = _ALLOWED + _RESULT
_POST_WITH_MENTIONS = _ALLOWED + _MENTIONED + _RESULT


def post_message(actor: Actor, *, channel_id: UUID, client_id: UUID, body: str) -> Posted:
    """Write in a channel. The same `client_id` again gives the message that is there, whatever the body.

    Raises InvalidInput on `body`, NotFound, PermissionRefused, ChannelArchived, TakesNoMessages.
    """
    text = clean_body(body)
    html, called, kept = render_with_mentions(actor, channel_id=channel_id, body=text)
    message = Message(id=new_id(), author=actor.membership, channel_id=channel_id, client_id=client_id, body=kept, html=html)
    kind = _write(actor, message, called)
    if kind is None:
        if sent := _find_sent(actor, channel_id, client_id):
            return Posted(sent, is_new=False)
        kind = _write_with_new_rights(actor, message, called) or _refuse(actor, channel_id)
    data = tell_message(actor, message, kind=kind)
    wake_after_commit()
    return Posted(message, is_new=True, data=data)


def _write_with_new_rights(actor: Actor, message: Message, called: Collection[UUID | None]) -> str | None:
    """Once more, when the rights that the first try relied on are not those of now."""
    now = as_of_now(actor)
    return _write(now, message, called) if now is not actor else None


def _write(actor: Actor, message: Message, called: Collection[UUID | None]) -> str | None:
    """Fill in what the database gave, and return the channel's kind; None when nothing was written."""
    statement, parameters = _POST_WITH_MENTIONS if called else _POST, _parameters(actor, message, called)
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():  # alone it is a transaction of its own
            row = fetch_one(statement, parameters)
    except IntegrityError:  # sent twice at the same moment, or the right was lost while it waited: the whole statement was undone
        row = None
    if row is None:
        return None
    kind, message.position, message.revision, message.posted_at = row
    return str(kind)


def _parameters(actor: Actor, message: Message, called: Collection[UUID | None]) -> dict[str, Any]:
    may_write = actor.can(POST_MESSAGE) and (None not in called or actor.can(MENTION_ALL))
    may_announce = may_write and actor.can(POST_ANNOUNCEMENT)
    standing = Standing.of(actor)
    return {
        "organisation": actor.organisation.id,
        "author": actor.membership.id,
        "epoch": actor.user.session_epoch,
        "session": actor.session_key,
        "version": standing.version,
        "until": standing.until,
        "may_write": may_write,
        "may_announce": may_announce,
        "channel": message.channel_id,
        "id": message.id,
        "client": message.client_id,
        "body": message.body,
        "html": message.html,
        "entry": new_id(),
        "signal": MESSAGE_POSTED,
        "called": list(called),
        "mentions": [new_id() for _ in called],
    }


def _find_sent(actor: Actor, channel_id: UUID, client_id: UUID) -> Message | None:
    sent = Message.objects.filter(channel_id=channel_id, author=actor.membership, client_id=client_id).first()
    return with_people([sent])[0] if sent else None


def _refuse(actor: Actor, channel_id: UUID) -> NoReturn:
    access = get_channel(actor, channel_id)
    if access.channel.is_archived:
        raise ChannelArchived()
    require_reachable(access)
    if access.can_join:
        raise PermissionRefused(_("Join this channel to write in it."), code="not_in_channel")
    raise PermissionRefused()
