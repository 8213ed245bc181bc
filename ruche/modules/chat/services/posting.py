# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posting: one statement checks every right, gives the position and the revision, and writes the message.

So positions have no gap, and nobody writes who was removed, suspended or signed out a moment ago, whoever calls. Two
posts in one channel wait for each other on the channel's row; the second sees the first.
"""

from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.db.ids import new_id
from ruche.kernel.errors import Conflict, PermissionRefused
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.permissions import POST_ANNOUNCEMENT, POST_MESSAGE
from ruche.modules.chat.selectors import get_channel
from ruche.modules.chat.selectors.people import people_by_id
from ruche.modules.chat.services.bodies import clean_body, render_body
from ruche.modules.chat.services.telling import tell_message


class ChannelArchived(Conflict):
    code = "channel_archived"
    message = _("This channel is archived: it can be read, not written in.")


class Posted(NamedTuple):
    """`is_new` is False when the client had sent this message before."""

    message: Message
    is_new: bool


_POST = """
with allowed as (
  select c.organisation_id, c.id, c.kind
  from chat_channel c
  join chat_channelmembership own on own.organisation_id = c.organisation_id and own.channel_id = c.id
   and own.membership_id = %(author)s and own.left_at is null
  join organisations_membership m on m.organisation_id = c.organisation_id and m.id = own.membership_id
  join users_user u on u.id = m.user_id
  where c.organisation_id = %(organisation)s and c.id = %(channel)s
    and m.status = 'active' and u.is_active and u.session_epoch = %(epoch)s
    and m.role = any(case c.kind when 'announcement' then %(announcers)s::text[] else %(writers)s::text[] end)
    and exists (select from modules_moduleactivation a where a.organisation_id = c.organisation_id and a.module = 'chat')
    and not exists (select from chat_message sent where sent.organisation_id = c.organisation_id and sent.channel_id = c.id
                    and sent.author_id = %(author)s and sent.client_id = %(client)s)
), counted as (
  update chat_channel c
  set last_position = c.last_position + 1, revision = c.revision + 1, last_posted_at = clock_timestamp()
  from allowed
  where c.organisation_id = allowed.organisation_id and c.id = allowed.id
    and c.deleted_at is null and c.archived_at is null
  returning c.organisation_id, c.id, c.kind, c.last_position, c.revision, c.last_posted_at
), written as (
  insert into chat_message (organisation_id, id, channel_id, author_id, position, revision, client_id, body, html,
                            posted_at, created_at, updated_at)
  select organisation_id, %(id)s, id, %(author)s, last_position, revision, %(client)s, %(body)s, %(html)s,
         last_posted_at, last_posted_at, last_posted_at
  from counted
)
select kind, last_position, revision, last_posted_at from counted
"""


def post_message(actor: Actor, *, channel_id: UUID, client_id: UUID, body: str) -> Posted:
    """Write in a channel. The same `client_id` again gives the message that is there, whatever the body.

    Raises InvalidInput on `body`, NotFound, PermissionRefused, ChannelArchived.
    """
    text = clean_body(body)
    message = Message(id=new_id(), author=actor.membership, channel_id=channel_id, client_id=client_id, body=text, html=render_body(text))
    try:
        with transaction.atomic():
            kind = _write(actor, message)
    except IntegrityError:  # the same message, sent twice at the same moment: the whole statement was undone
        kind = None
    if kind is None:
        return Posted(_find_sent(actor, channel_id, client_id) or _refuse(actor, channel_id), is_new=False)
    tell_message(actor, Channel(id=channel_id, kind=kind), message)
    return Posted(message, is_new=True)


def roles_with(permission: str) -> list[str]:
    """The names of the roles that hold a permission."""
    return [role.value for role in Role if permission in permissions_of(role)]


def _write(actor: Actor, message: Message) -> str | None:
    """Fill in what the database gave, and return the channel's kind; None when nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute(_POST, _parameters(actor, message))
        row = cursor.fetchone()
    if row is None:
        return None
    kind, message.position, message.revision, message.posted_at = row
    return str(kind)


def _parameters(actor: Actor, message: Message) -> dict[str, Any]:
    return {
        "organisation": actor.organisation.id,
        "author": actor.membership.id,
        "epoch": actor.user.session_epoch,
        "writers": roles_with(POST_MESSAGE),
        "announcers": roles_with(POST_ANNOUNCEMENT),
        "channel": message.channel_id,
        "id": message.id,
        "client": message.client_id,
        "body": message.body,
        "html": message.html,
    }


def _find_sent(actor: Actor, channel_id: UUID, client_id: UUID) -> Message | None:
    sent = Message.objects.filter(channel_id=channel_id, author=actor.membership, client_id=client_id).first()
    if sent is not None:
        sent.author = people_by_id([sent.author_id])[sent.author_id]
    return sent


def _refuse(actor: Actor, channel_id: UUID) -> Message:
    access = get_channel(actor, channel_id)
    if access.channel.is_archived:
        raise ChannelArchived()
    if access.can_join:
        raise PermissionRefused(_("Join this channel to write in it."), code="not_in_channel")
    raise PermissionRefused()
