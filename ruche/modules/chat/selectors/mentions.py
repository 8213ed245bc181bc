# SPDX-License-Identifier: AGPL-3.0-or-later
"""The messages that call somebody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from ruche.kernel.access.actor import Actor
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors.excerpts import excerpt
from ruche.modules.chat.selectors.messages import with_people

PAGE = 50
MOST_COUNTED = 100

# For a query in which `own` is a chat_channelmembership: how many messages after the read position call its person, or
# everybody. A message that does both counts once; nobody calls themselves, nor counts their own calls of everybody. Give %(most)s.
UNREAD_MENTIONS = """
(select count(*) from (
  (select called.message_id from chat_mention called
   where called.organisation_id = own.organisation_id and called.membership_id = own.membership_id
     and called.channel_id = own.channel_id
     and called.position > own.read_position and called.position >= own.visible_from_position
   limit %(most)s)
  union
  (select called.message_id from chat_mention called
   join chat_message said on said.organisation_id = called.organisation_id and said.id = called.message_id
   where called.organisation_id = own.organisation_id and called.membership_id is null and called.channel_id = own.channel_id
     and called.position > own.read_position and called.position >= own.visible_from_position
     and said.author_id <> own.membership_id
   limit %(most)s)
  limit %(most)s
) called)
"""

_OWN = """
chat_channelmembership own
join chat_channel c on c.organisation_id = own.organisation_id and c.id = own.channel_id and c.deleted_at is null
where own.organisation_id = %(organisation)s and own.membership_id = %(membership)s and own.left_at is null
"""
_COUNT = f"""
select coalesce(sum({UNREAD_MENTIONS}), 0) from {_OWN}
  and c.last_position > own.read_position and own.channel_id = coalesce(%(channel)s::uuid, own.channel_id)
"""  # noqa: S608  no value is pasted in
# Both halves walk back from the newest call and stop at the page's end.
_CALLS = f"""
select called.message_id, called.channel_id, called.position > mine.read_position as is_unread, called.membership_id is null as is_for_all
from chat_mention called
join (select own.channel_id, own.read_position, own.visible_from_position from {_OWN}) mine
  on mine.channel_id = called.channel_id and called.position >= mine.visible_from_position
where called.organisation_id = %(organisation)s
  and called.message_id < coalesce(%(before)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
"""  # noqa: S608
_BACK = "order by called.message_id desc limit %(most)s"
_LIST = f"""
select message_id, channel_id, bool_or(is_unread), bool_and(is_for_all) from (
  ({_CALLS} and called.membership_id = %(membership)s {_BACK})
  union all
  ({_CALLS} and called.membership_id is null and not exists (
     select from chat_message said where said.organisation_id = called.organisation_id and said.id = called.message_id
       and said.author_id = %(membership)s) {_BACK})
) called group by message_id, channel_id order by message_id desc limit %(most)s
"""  # noqa: S608


class _Call(NamedTuple):
    message_id: UUID
    channel_id: UUID
    is_unread: bool
    is_for_all: bool


@dataclass(frozen=True)
class MentionEntry:
    """A message that calls the reader, or everybody, in a channel they are in."""

    message: Message
    channel: Channel
    is_unread: bool
    is_for_all: bool

    @property
    def excerpt(self) -> str:
        return excerpt(self.message)


@dataclass(frozen=True)
class MentionPage:
    """The newest first. `next`: what to pass on as `before`, or None."""

    entries: Sequence[MentionEntry]
    next: UUID | None


def list_mentions(actor: Actor, *, before: UUID | None = None, limit: int = PAGE) -> MentionPage:
    """Messages of others that call the actor, of all channels they are in, as far back as they may see (four queries)."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {**_parameters(actor), "before": before, "most": limit + 1})
        calls = [_Call(*row) for row in cursor.fetchall()]
    return MentionPage(_entries(calls[:limit]), calls[limit - 1].message_id if len(calls) > limit else None)


def count_mentions(actor: Actor, *, channel_id: UUID | None = None) -> int:
    """Unread messages that call the actor, in one channel or in all, up to 100 of each channel (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {**_parameters(actor), "channel": channel_id, "most": MOST_COUNTED})
        return int(cursor.fetchone()[0])


def _parameters(actor: Actor) -> dict[str, Any]:
    return {"organisation": actor.organisation_id, "membership": actor.membership.id}


def _entries(calls: Sequence[_Call]) -> list[MentionEntry]:
    messages = {one.id: one for one in with_people(list(Message.objects.filter(id__in=[call.message_id for call in calls])))}
    channels = Channel.objects.in_bulk({call.channel_id for call in calls})
    return [
        MentionEntry(messages[call.message_id], channels[call.channel_id], is_unread=call.is_unread, is_for_all=call.is_for_all)
        for call in calls
        if call.message_id in messages and call.channel_id in channels
    ]
