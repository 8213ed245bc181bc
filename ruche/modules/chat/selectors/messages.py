# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages by position (reading) and by revision (catching up)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from ruche.kernel.organisations.models import Membership
from ruche.kernel.ui.hues import hue_of
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.selectors.access import ChannelAccess
from ruche.modules.chat.selectors.people import people_by_id

PAGE = 50
MAX_PAGE = 200


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


def list_messages(access: ChannelAccess, *, before: int | None = None, after: int | None = None, limit: int = PAGE) -> MessagePage:
    """The newest messages below `before`, or the oldest above `after`; deleted ones are there as markers."""
    limit = max(1, min(limit, MAX_PAGE))
    seen = _visible(access)
    if after is not None:
        found = list(seen.filter(position__gt=after).order_by("position")[: limit + 1])
        return MessagePage(with_authors(found[:limit]), has_earlier=after >= max(1, access.visible_from), has_later=len(found) > limit)
    if before is not None:
        seen = seen.filter(position__lt=before)
    found = list(seen.order_by("-position")[: limit + 1])
    has_later = before is not None and before <= access.channel.last_position
    return MessagePage(with_authors(found[:limit][::-1]), has_earlier=len(found) > limit, has_later=has_later)


def list_changes(channel: Channel, *, after: int, visible_from: int = 0, limit: int = MAX_PAGE) -> Changes:
    """The messages whose last change is later than revision `after`, at most `limit`."""
    if after < channel.purged_through_revision or after > channel.revision:
        return Changes([], channel.revision, is_reset=True)
    changed = Message.objects.filter(channel=channel, revision__gt=after, position__gte=visible_from)
    found = list(changed.order_by("revision")[: limit + 1])
    has_more = len(found) > limit
    messages = with_authors(found[:limit])
    return Changes(messages, max([channel.revision, *(message.revision for message in messages)]), has_more=has_more)


def count_unread(access: ChannelAccess) -> int:
    """Live messages of others after the read position, up to 100."""
    if access.own is None or access.own.read_position >= access.channel.last_position:
        return 0
    unread = _visible(access).filter(position__gt=access.own.read_position, deleted_at=None)
    return unread.exclude(author=access.actor.membership)[:100].count()


def with_authors(messages: list[Message]) -> list[Message]:
    """The same messages, their authors read (one query for all)."""
    authors = people_by_id(message.author_id for message in messages)
    for message in messages:
        message.author = authors[message.author_id]
    return messages


def author_data(author: Membership) -> dict[str, str]:
    """Who wrote, as the API and the live frames say it."""
    return {"id": str(author.id), "name": author.name, "initials": author.initials, "hue": hue_of(author.id)}


def message_data(message: Message) -> dict[str, Any]:
    """A message as the API and the live frames say it: the same for every reader, no word, no local time."""
    if message.deleted_at is not None:
        return {"id": str(message.id), "position": message.position, "revision": message.revision, "deleted": True}
    return {
        "id": str(message.id),
        "client_id": str(message.client_id),
        "position": message.position,
        "revision": message.revision,
        "author": author_data(message.author),
        "body": message.body,
        "html": message.html,
        "created_at": instant_text(message.posted_at),
        "edited_at": instant_text(message.edited_at),
    }


def messages_data(messages: Iterable[Message]) -> list[dict[str, Any]]:
    return [message_data(message) for message in messages]


def instant_text(value: datetime | None) -> str | None:
    """RFC 3339 in UTC with microseconds and Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if value else None


def _visible(access: ChannelAccess) -> QuerySet[Message]:
    return Message.objects.filter(channel=access.channel, position__gte=access.visible_from)
