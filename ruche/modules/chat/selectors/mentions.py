# SPDX-License-Identifier: AGPL-3.0-or-later
"""The messages that call somebody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.modules.chat.models import Channel, ChannelMembership, Mention, Message
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


def list_mentions(actor: Actor, *, before: UUID | None = None, limit: int = PAGE, is_unread: bool = False) -> MentionPage:
    """Messages of others that call the actor, of all channels they are in, as far back as they may see (four queries)."""
    calls = _calls(actor)
    if is_unread:
        calls = calls.filter(position__gt=F("read_position"))
    if before is not None:
        calls = calls.filter(message_id__lt=before)
    found = list(calls.order_by("-message_id", F("membership_id").asc(nulls_last=True))[: 2 * limit + 2])
    once = list({call.message_id: call for call in reversed(found)}.values())[::-1]
    entries = _entries(once[:limit])
    return MentionPage(entries, once[limit - 1].message_id if len(once) > limit else None)


def count_mentions(actor: Actor, *, channel_id: UUID | None = None) -> int:
    """Unread messages that call the actor, in one channel or in all, up to 100."""
    calls = _calls(actor).filter(position__gt=F("read_position"))
    if channel_id is not None:
        calls = calls.filter(channel=channel_id)
    return calls.order_by().values("message_id").distinct()[:MOST_COUNTED].count()


def _calls(actor: Actor) -> QuerySet[Any]:
    """Every mention of the actor and of everybody that they may see, with their `read_position` in its channel."""
    own = ChannelMembership.objects.filter(channel=OuterRef("channel"), membership=actor.membership, left_at=None)
    seen = own.filter(visible_from_position__lte=OuterRef("position"))
    own_words = Message.objects.filter(id=OuterRef("message"), author=actor.membership)
    channels = Channel.objects.filter(id=OuterRef("channel"), deleted_at=None)
    called = Mention.objects.filter(Q(membership=actor.membership) | Q(membership=None))
    calls = called.filter(Exists(channels), ~Exists(own_words))
    return calls.annotate(read_position=seen.values("read_position")[:1]).filter(read_position__isnull=False)


def _entries(calls: Sequence[Any]) -> list[MentionEntry]:
    messages = {one.id: one for one in with_people(list(Message.objects.filter(id__in=[call.message_id for call in calls])))}
    channels = Channel.objects.in_bulk({call.channel_id for call in calls})
    return [
        MentionEntry(
            messages[call.message_id],
            channels[call.channel_id],
            is_unread=call.position > call.read_position,
            is_for_all=call.membership_id is None,
        )
        for call in calls
        if call.message_id in messages
    ]
