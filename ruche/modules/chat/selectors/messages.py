# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages by position (reading) and by revision (catching up)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors.access import ChannelAccess
from ruche.modules.chat.selectors.message_data import author_data, instant_text, mentions_in, message_data, messages_data
from ruche.modules.chat.selectors.people import people_by_id

__all__ = [
    "MAX_PAGE",
    "MOST_PINS",
    "PAGE",
    "Changes",
    "MessagePage",
    "author_data",
    "count_messages",
    "count_unread",
    "instant_text",
    "list_changes",
    "list_messages",
    "list_pins",
    "mentions_in",
    "message_data",
    "messages_data",
    "with_people",
]

PAGE = 50
MAX_PAGE = 200
# Messages pinned at once in a channel.
MOST_PINS = 100


@dataclass(frozen=True)
class MessagePage:
    """Messages by ascending position, and whether there are more on either side."""

    messages: Sequence[Message]
    has_earlier: bool
    has_later: bool


@dataclass(frozen=True)
class Changes:
    """What changed after a revision, by revision. `is_reset`: that cannot be told any more, read the channel anew."""

    messages: Sequence[Message]
    revision: int
    has_more: bool = False
    is_reset: bool = False


def list_messages(
    access: ChannelAccess, *, before: int | None = None, after: int | None = None, around: int | None = None, limit: int = PAGE
) -> MessagePage:
    """The newest messages below `before`, or the oldest above `after`, or those `around` a position with it in the middle.

    Deleted ones are there as markers. Nothing below the first position that the reader may see.
    """
    limit = max(1, min(limit, MAX_PAGE))
    seen = _visible(access)
    if around is not None:
        return _page_around(access, around, limit)
    if after is not None:
        found = list(seen.filter(position__gt=after).order_by("position")[: limit + 1])
        return MessagePage(with_people(found[:limit]), has_earlier=after >= max(1, access.visible_from), has_later=len(found) > limit)
    if before is not None:
        seen = seen.filter(position__lt=before)
    found = list(seen.order_by("-position")[: limit + 1])
    has_later = before is not None and before <= access.channel.last_position
    return MessagePage(with_people(found[:limit][::-1]), has_earlier=len(found) > limit, has_later=has_later)


def list_changes(channel: Channel, *, after: int, visible_from: int = 0, limit: int = MAX_PAGE) -> Changes:
    """The messages whose last change is later than revision `after`, at most `limit`."""
    if after < channel.purged_through_revision or after > channel.revision:
        return Changes([], channel.revision, is_reset=True)
    changed = Message.objects.filter(channel=channel, revision__gt=after, position__gte=visible_from)
    found = list(changed.order_by("revision")[: limit + 1])
    has_more = len(found) > limit
    messages = with_people(found[:limit])
    return Changes(messages, max([channel.revision, *(message.revision for message in messages)]), has_more=has_more)


def list_pins(access: ChannelAccess) -> list[Message]:
    """The pinned messages, the last pinned first."""
    pinned = _visible(access).filter(pinned_at__isnull=False)
    return with_people(list(pinned.order_by("-pinned_at", "-position")[:MOST_PINS]))


def count_messages(access: ChannelAccess) -> int:
    """Live messages that the reader may see, up to 10,000."""
    return _visible(access).filter(deleted_at=None)[:10_000].count()


def count_unread(access: ChannelAccess) -> int:
    """Live messages of others after the read position, up to 100."""
    if access.own is None or access.own.read_position >= access.channel.last_position:
        return 0
    unread = _visible(access).filter(position__gt=access.own.read_position, deleted_at=None)
    return unread.exclude(author=access.actor.membership)[:100].count()


def with_people(messages: list[Message]) -> list[Message]:
    """The same messages, their authors and who pinned them read (one query for all)."""
    pinned_by = {message.pinned_by_id for message in messages if message.pinned_by_id}
    people = people_by_id(pinned_by | {message.author_id for message in messages})
    for message in messages:
        message.author = people[message.author_id]
        message.pinned_by = people.get(message.pinned_by_id) if message.pinned_by_id else None
    return messages


def _visible(access: ChannelAccess) -> QuerySet[Message]:
    return Message.objects.filter(channel=access.channel, position__gte=access.visible_from)


def _page_around(access: ChannelAccess, position: int, limit: int) -> MessagePage:
    """A side that has too few gives its room to the other one; a position beyond an end is that end (three queries)."""
    first, last = max(1, access.visible_from), access.channel.last_position
    middle = min(max(position, first), max(first, last))
    begin = min(max(first, middle - limit // 2), max(first, last - limit + 1))
    found = list(_visible(access).filter(position__gte=begin, position__lt=begin + limit).order_by("position"))
    has_later = bool(found) and found[-1].position < last
    return MessagePage(with_people(found), has_earlier=begin > first, has_later=has_later)
