# SPDX-License-Identifier: AGPL-3.0-or-later
"""The channels somebody is in, with what they have not read: one query, whatever the number of channels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors.mentions import UNREAD_MENTIONS

# A count above this is not worth its cost, nor readable.
MOST_UNREAD = 100
# In `actor.known`: the sum of what the sidebar shows.
UNREAD = "chat.unread"


class Order(StrEnum):
    """How the named channels follow each other. Conversations always go by their last message."""

    NAME = "name"
    ACTIVITY = "activity"
    UNREAD = "unread"


@dataclass(frozen=True)
class ChannelEntry:
    """A line of the sidebar. `partners`: the other people of an unnamed channel, by name; of a direct one also who has left."""

    id: UUID
    kind: str
    name: str
    topic: str
    last_position: int
    last_posted_at: datetime | None
    revision: int
    read_position: int
    is_default: bool
    is_history_whole: bool
    unread: int
    mentions: int
    partners: Sequence[Membership] = ()

    @property
    def pk(self) -> UUID:
        return self.id

    @property
    def title(self) -> str:
        """What it is called: its name, else the people in it (by first name when they are several)."""
        return title_of(self.name, self.partners)

    @property
    def partner(self) -> Membership | None:
        return self.partners[0] if self.partners else None

    @property
    def is_direct(self) -> bool:
        return self.kind in Channel.UNNAMED

    @property
    def icon(self) -> str:
        """icons: hash lock megaphone users message-circle"""
        return channel_icon(self.kind)


@dataclass(frozen=True)
class Sidebar:
    """Named channels in the order asked for, conversations by their last message."""

    channels: Sequence[ChannelEntry]
    directs: Sequence[ChannelEntry]
    order: Order = Order.NAME

    @property
    def all(self) -> list[ChannelEntry]:
        return [*self.channels, *self.directs]

    @property
    def unread(self) -> int:
        return sum(entry.unread for entry in self.all)

    @property
    def mentions(self) -> int:
        return sum(entry.mentions for entry in self.all)

    @property
    def first(self) -> ChannelEntry | None:
        """Where somebody begins who has looked at none: where everybody is."""
        return next((entry for entry in self.all if entry.is_default), None) or next(iter(self.all), None)

    def find(self, channel_id: UUID) -> ChannelEntry | None:
        return next((entry for entry in self.all if entry.id == channel_id), None)


@dataclass(frozen=True)
class ChannelEntryPage:
    """`next`: what to go on after, or None."""

    channels: Sequence[ChannelEntry]
    next: UUID | None


_ICONS: dict[str, str] = {
    Channel.Kind.PRIVATE: "lock",
    Channel.Kind.ANNOUNCEMENT: "megaphone",
    Channel.Kind.DIRECT: "message-circle",
    Channel.Kind.GROUP: "users",
}
_UNREAD = """
case when c.last_position <= own.read_position then 0 else (
  select count(*) from (
    select from chat_message m
    where m.organisation_id = own.organisation_id and m.channel_id = own.channel_id
      and m.position > own.read_position and m.position >= own.visible_from_position
      and m.author_id <> own.membership_id and m.deleted_at is null
    limit %(most)s
  ) unread
) end
"""
_MINE = """
from chat_channelmembership own
join chat_channel c on c.organisation_id = own.organisation_id and c.id = own.channel_id
"""
_WHERE = """
where own.organisation_id = %(organisation)s and own.membership_id = %(membership)s and own.left_at is null
  and c.deleted_at is null and c.archived_at is null
"""
_MENTIONS = f"case when c.last_position <= own.read_position then 0 else {UNREAD_MENTIONS} end"
_ENTRIES = f"""
select c.id, c.kind, c.name, c.topic, c.last_position, c.last_posted_at, c.revision, own.read_position, c.is_default,
       c.is_history_whole, {_UNREAD}, {_MENTIONS}, others.people
{_MINE}
left join lateral (
  select array_agg(array[p.id::text, p.name] order by p.name_key, p.id) as people
  from (
    select distinct other.membership_id from chat_channelmembership other
    where c.kind in ('direct', 'group')
      and other.organisation_id = own.organisation_id and other.channel_id = c.id
      and other.membership_id <> own.membership_id and (c.kind = 'direct' or other.left_at is null)
  ) partner
  join organisations_membership p on p.organisation_id = own.organisation_id and p.id = partner.membership_id
) others on true
{_WHERE} and (c.kind not in ('direct', 'group') or c.last_position > 0 or c.created_by_id = own.membership_id
  or c.id = %(asked)s::uuid)
"""  # noqa: S608  no value is pasted in
_ALL = f"{_ENTRIES} order by c.name_key, c.id"
_PAGE = f"""
{_ENTRIES} and (%(after)s::uuid is null or (c.name_key, c.id) > (
  select last.name_key, last.id from chat_channel last
  join chat_channelmembership was on was.organisation_id = last.organisation_id and was.channel_id = last.id
   and was.membership_id = %(membership)s
  where last.organisation_id = %(organisation)s and last.id = %(after)s
)) order by c.name_key, c.id limit %(limit)s
"""  # noqa: S608
_TOTAL = f"select coalesce(sum(unread), 0) from (select {_UNREAD} as unread {_MINE} {_WHERE}) counted"  # noqa: S608


def list_channels(actor: Actor, *, asked: UUID | None = None, order: Order = Order.NAME) -> Sidebar:
    """Everything the actor is in, archived channels left out (one query).

    A conversation that somebody else began shows when something is written in it, or when it is `asked` for.
    """
    entries = _read(_ALL, actor, asked=asked)
    directs = sorted((entry for entry in entries if entry.is_direct), key=_activity, reverse=True)
    directs.sort(key=lambda entry: entry.id != asked or entry.last_position > 0)  # one that was just begun stands first
    return Sidebar(_ordered([entry for entry in entries if not entry.is_direct], order), directs, order)


def list_channel_page(actor: Actor, *, after: UUID | None = None, limit: int = 200) -> ChannelEntryPage:
    """The same by name, in pages; `after` is the last channel of the page before."""
    found = _read(_PAGE, actor, asked=None, after=after, limit=limit + 1)
    return ChannelEntryPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


def count_all_unread(actor: Actor) -> int:
    """The badge of the rail: unread messages in all channels (one query, unless the page shows them one by one)."""
    if UNREAD in actor.known:
        return int(actor.known[UNREAD])
    with connection.cursor() as cursor:
        cursor.execute(_TOTAL, _parameters(actor))
        return int(cursor.fetchone()[0])


def _parameters(actor: Actor) -> dict[str, Any]:
    return {"organisation": actor.organisation.id, "membership": actor.membership.id, "most": MOST_UNREAD}


def channel_icon(kind: str) -> str:
    return _ICONS.get(kind, "hash")


def title_of(name: str, partners: Sequence[Membership]) -> str:
    if len(partners) == 1:
        return partners[0].name
    return name or ", ".join(partner.name.split()[0] for partner in partners)


def _read(query: str, actor: Actor, **more: Any) -> list[ChannelEntry]:
    with connection.cursor() as cursor:
        cursor.execute(query, {**_parameters(actor), **more})
        return list(_entries(cursor.fetchall()))


def _ordered(channels: list[ChannelEntry], order: Order) -> list[ChannelEntry]:
    """From the order by name."""
    if order == Order.ACTIVITY:
        return sorted(channels, key=_activity, reverse=True)
    if order == Order.UNREAD:
        return sorted(channels, key=lambda entry: (not entry.mentions, not entry.unread))
    return channels


def _activity(entry: ChannelEntry) -> datetime:
    return entry.last_posted_at or datetime.min.replace(tzinfo=UTC)


def _entries(rows: Sequence[tuple[Any, ...]]) -> Iterator[ChannelEntry]:
    for row in rows:
        partners = [Membership(id=UUID(identifier), name=name) for identifier, name in row[-1] or ()]
        yield ChannelEntry(*row[:-1], *[partners])
