# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader missed: from the memory of the feed, else read once for all who missed the same, and encoded once."""

import asyncio
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from uuid import UUID

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.realtime.envelopes import encode_event
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import Message, frames_of
from ruche.kernel.realtime.recent import Change
from ruche.kernel.realtime.registry import find_topic
from ruche.kernel.realtime.threads import Threads
from ruche.kernel.realtime.topics import RESET, Event, Topic

KEPT = 1.0  # seconds


@dataclass(frozen=True)
class CatchUp:
    """The changes after a revision, encoded; having them, one is at `head`. Its frames are made once for all readers."""

    topic: str
    head: int
    changes: tuple[Change, ...]
    is_full: bool = False  # there may be more
    is_reset: bool = False  # history does not reach back that far
    _seen: dict[int, "CatchUp"] = field(default_factory=dict, compare=False)

    def seen_from(self, first: int) -> "CatchUp":
        """The same for who sees the history from this position on only; they stand at the same head."""
        hidden = bisect_left(self._places, first)
        if hidden == 0:
            return self
        if hidden not in self._seen:
            changes = tuple(change for change in self.changes if change.position is None or change.position >= first)
            self._seen[hidden] = CatchUp(self.topic, self.head, changes, self.is_full)
        return self._seen[hidden]

    @cached_property
    def opening(self) -> list[Message]:
        """The answer to a subscription: from here on everything comes by itself."""
        return frames_of([encode_event(self.topic, "subscribed", {"revision": self.head}), *self._texts()])

    @cached_property
    def page(self) -> list[Message]:
        return frames_of(self._texts())

    @cached_property
    def _places(self) -> list[int]:
        return sorted({change.position for change in self.changes if change.position is not None})

    def _texts(self) -> Iterator[str]:
        return (change.text for change in self.changes)


class CatchUps:
    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._flights: dict[Hashable, asyncio.Task[CatchUp]] = {}

    async def read(self, feed: Feed, after: int, view: Hashable) -> CatchUp:
        """The changes of a feed's topic after a revision as seen with a view, at most KEPT seconds old; who joins the feed
        with them reads on from their head if more was told since.

        Shared by all who ask the same with an equal view, and by all together where they miss one page at most and
        views differ in their first position only: the answer, never the check (that was the admission).
        """
        rules = find_topic(feed.topic.partition(":")[0])
        if rules is None or rules.changes is None:
            return CatchUp(feed.topic, after, ())
        if not _is_one_for_all(rules, view):
            return await self._shared(feed, after, view)
        first = rules.first_position(view)
        if (found := _remembered(feed, after)) is None:
            if feed.known - after > rules.page:
                return await self._shared(feed, after, view)
            found = await self._for_all(feed, after, rules.page)
        return found.seen_from(first)

    async def read_now(self, feed: Feed, after: int) -> CatchUp:
        """Everything, as it is now."""
        return await self._read(feed, after, None)

    async def _for_all(self, feed: Feed, after: int, page: int) -> CatchUp:
        """Read from a round number on, a little more than was asked: those who were cut off at other moments need it, too."""
        begin = after - after % max(1, page // 4)
        if begin != after and feed.known - begin <= page:
            await self._shared(feed, begin, None)
            if (found := _remembered(feed, after)) is not None:
                return found
        return await self._shared(feed, after, None)

    async def _shared(self, feed: Feed, after: int, view: Hashable) -> CatchUp:
        key = (feed.topic, after, view)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._fly(feed, after, view))
            flight.add_done_callback(partial(self._landed, key))
        return await asyncio.shield(flight)

    async def _fly(self, feed: Feed, after: int, view: Hashable) -> CatchUp:
        told = feed.revision
        found = await self._read(feed, after, view)
        if view is None and told is not None and not (found.is_full or found.is_reset):
            feed.remember(after, found.changes, told)
        return found

    async def _read(self, feed: Feed, after: int, view: Hashable) -> CatchUp:
        told = feed.revision or 0  # is committed, so the reading has it
        return await self._threads.run(partial(read_changes, feed.topic, after, feed.organisation_id, view, told))

    def _landed(self, key: Hashable, flight: "asyncio.Task[CatchUp]") -> None:
        kept = 0.0 if flight.cancelled() or flight.exception() else KEPT
        flight.get_loop().call_later(kept, self._forget, key, flight)

    def _forget(self, key: Hashable, flight: "asyncio.Task[CatchUp]") -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


def read_changes(topic: str, after: int, organisation_id: UUID | None, view: Hashable, told: int) -> CatchUp:
    """Ask the module, in a thread, and encode its answer. Whoever reads all of it has everything up to `told` at least."""
    kind, _, key = topic.partition(":")
    rules = find_topic(kind)
    if rules is None or rules.changes is None:
        return CatchUp(topic, after, ())
    with organisation_scope(organisation_id):
        events = rules.changes(view, key, after)
    if RESET in events:
        return CatchUp(topic, after, (), is_reset=True)
    changes = tuple(_change(topic, event) for event in events)
    is_full = len(changes) >= rules.page
    last = changes[-1].revision if changes else after
    return CatchUp(topic, last if is_full else max(last, told), changes, is_full=is_full)


def _change(topic: str, event: Event) -> Change:
    return Change(int(event.data["revision"]), event.data.get("position"), encode_event(topic, event.type, event.data))


def _is_one_for_all(rules: Topic, view: Hashable) -> bool:
    return view is True or rules.begins is not None


def _remembered(feed: Feed, after: int) -> CatchUp | None:
    """What the feed itself knows; the answers made of it are kept until it changes."""
    if feed.revision is None:
        return None
    answers = feed.recent.answers
    if (found := answers.get(after)) is None and (changes := feed.recent.after(after)) is not None:
        found = CatchUp(feed.topic, max(feed.revision, after), changes)
        feed.recent.keep(after, found)
    return found
