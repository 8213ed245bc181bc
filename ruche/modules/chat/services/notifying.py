# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling people of messages: one statement for a whole batch, whatever the number of people. Done twice it changes nothing.

In a direct conversation everything is for its people: it has one notification, which follows the newest unread message.
Elsewhere each message that mentions somebody has its own.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.services import notify, withdraw
from ruche.modules.chat.models import Mention, Message
from ruche.modules.chat.selectors.notified import CONVERSATION, MENTION

# @all is every active member of the channel but the author, who was in it when it was called. What was read before it came to
# mention somebody is read apart.
_MENTIONED = """
select own.membership_id, p.user_id, said.id as subject_id, said.channel_id as container_id, said.position,
       said.author_id as caused_by_id, 1 as count, coalesce(said.edited_at, said.posted_at) as happened_at,
       said.edited_at is not null and own.read_position >= said.position as is_read_apart
from chat_message said
join chat_channel c on c.organisation_id = said.organisation_id and c.id = said.channel_id
join chat_channelmembership own on own.organisation_id = said.organisation_id and own.channel_id = said.channel_id
join organisations_membership p on p.organisation_id = own.organisation_id and p.id = own.membership_id
where said.organisation_id = %(organisation)s and said.id = any(%(messages)s::uuid[]) and said.deleted_at is null
  and c.deleted_at is null and c.kind not in ('direct', 'group')
  and own.left_at is null and own.membership_id <> said.author_id and own.visible_from_position <= said.position
  and p.status = 'active'
  and not exists (select from protection_block b where b.organisation_id = said.organisation_id
                  and b.blocker_id = own.membership_id and b.blocked_id = said.author_id)
  and exists (select from chat_mention called
              where called.organisation_id = said.organisation_id and called.message_id = said.id
                and (called.membership_id = own.membership_id
                     or called.membership_id is null and called.created_at >= own.joined_at)
                {called_since})
"""
# Called by an edit: a body was kept before. What an import brought in was not told then, and is not told now.
_BY_AN_EDIT = """and exists (select from chat_messageversion before
                            where before.organisation_id = called.organisation_id and before.message_id = called.message_id
                              and before.created_at <= called.created_at)"""
_WAITING = """
select own.membership_id, p.user_id, c.id as subject_id, c.id as container_id, newest.position,
       newest.author_id as caused_by_id, waiting.count, newest.posted_at as happened_at, false as is_read_apart
from chat_channel c
join chat_channelmembership own on own.organisation_id = c.organisation_id and own.channel_id = c.id and own.left_at is null
join organisations_membership p on p.organisation_id = own.organisation_id and p.id = own.membership_id and p.status = 'active'
cross join lateral (
  select max(unread.position) as position, count(*) as count from (
    select said.position from chat_message said
    where said.organisation_id = c.organisation_id and said.channel_id = c.id
      and said.position > own.read_position and said.position >= own.visible_from_position
      and said.author_id <> own.membership_id and said.deleted_at is null
      and not exists (select from protection_block b where b.organisation_id = said.organisation_id
                      and b.blocker_id = own.membership_id and b.blocked_id = said.author_id)
    order by said.position desc limit 100) unread) waiting
join chat_message newest on newest.organisation_id = c.organisation_id and newest.channel_id = c.id
 and newest.position = waiting.position
where c.organisation_id = %(organisation)s and c.id = any(%(channels)s::uuid[]) and c.kind in ('direct', 'group')
  and c.deleted_at is null
"""


def tell_mentioned(message_ids: Collection[UUID], *, is_edit: bool = False) -> None:
    """Everybody whom these messages mention, and was not told of them; of an edit, whom it called that was not called before."""
    if Mention.objects.filter(message__in=message_ids).exists():
        notify(MENTION, _MENTIONED.format(called_since=_BY_AN_EDIT if is_edit else ""), {"messages": list(message_ids)})


def tell_conversations(channel_ids: Collection[UUID]) -> None:
    """The people of those of these channels that are direct conversations, of what waits for them there."""
    notify(CONVERSATION, _WAITING, {"channels": list(set(channel_ids))}, is_renewed=True)


def tell_channel(channel_id: UUID) -> None:
    """The people of a channel, of what in it is for them, as if each message had just been posted."""
    tell_mentioned(list(Mention.objects.filter(channel=channel_id).values_list("message", flat=True)))
    tell_conversations([channel_id])


def withdraw_mentions(message_ids: Collection[UUID]) -> None:
    """From whom these messages do not mention any more."""
    still = Mention.objects.filter(message=OuterRef("subject_id")).filter(Q(membership=None) | Q(membership=OuterRef("membership")))
    told = Notification.objects.filter(kind=MENTION, subject_id__in=set(message_ids))
    withdraw(told.filter(~Exists(still)))


def withdraw_conversations(message_ids: Collection[UUID]) -> None:
    """Where the newest that people were told of is one of these, and they are deleted. What else waits there is told first."""
    about = Q(pk__in=[])
    gone = Message.objects.filter(id__in=set(message_ids), deleted_at__isnull=False)
    for channel_id, position in gone.values_list("channel", "position"):
        about |= Q(subject_id=channel_id, position=position)
    withdraw(Notification.objects.filter(about, kind=CONVERSATION))
