# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader missed, read once for all who missed the same: single flight, kept for a moment."""

import asyncio
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.realtime.envelopes import encode_event
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import Message, frames_of
from ruche.kernel.realtime.registry import find_topic
from ruche.kernel.realtime.threads import Threads
from ruche.kernel.realtime.topics import RESET, Event

KEPT = 0.2  # seconds


@dataclass(frozen=True)
class CatchUp:
    """The changes after a revision, encoded; having them, one is at `head`. Its frames are made once for all readers."""

    topic: str
    head: int
    events: tuple[tuple[int, str], ...]  # revision, text
    is_full: bool = False  # there may be more
    is_reset: bool = False  # history does not reach back that far

    @cached_property
    def opening(self) -> list[Message]:
        """The answer to a subscription: from here on everything comes by itself."""
        return frames_of([encode_event(self.topic, "subscribed", {"revision": self.head}), *self._texts()])

    @cached_property
    def page(self) -> list[Message]:
        return frames_of(self._texts())

    def _texts(self) -> Iterator[str]:
        return (text for _, text in self.events)


class CatchUps:
    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._flights: dict[Hashable, asyncio.Task[CatchUp]] = {}

    async def read(self, feed: Feed, after: int, *, actor: Actor, view: Hashable) -> CatchUp:
        """The changes of a feed's topic after a revision, at most KEPT seconds old; who joins the feed with them reads on
        from their head if more was told since.

        Shared by all who ask the same with an equal view: the answer, never the check (that was the admission).
        """
        key = (feed.topic, after, view)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._read(feed, after, actor))
            flight.add_done_callback(partial(self._landed, key))
        return await asyncio.shield(flight)

    async def read_now(self, feed: Feed, after: int) -> CatchUp:
        """The same for all readers of the feed, as it is now."""
        return await self._read(feed, after, None)

    async def _read(self, feed: Feed, after: int, actor: Actor | None) -> CatchUp:
        return await self._threads.run(partial(read_changes, feed.topic, after, feed.organisation_id, actor))

    def _landed(self, key: Hashable, flight: "asyncio.Task[CatchUp]") -> None:
        kept = 0.0 if flight.cancelled() or flight.exception() else KEPT
        flight.get_loop().call_later(kept, self._forget, key, flight)

    def _forget(self, key: Hashable, flight: "asyncio.Task[CatchUp]") -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


def read_changes(topic: str, after: int, organisation_id: UUID | None, actor: Actor | None) -> CatchUp:
    """Ask the module, in a thread, and encode its answer."""
    kind, _, key = topic.partition(":")
    rules = find_topic(kind)
    if rules is None or rules.changes is None:
        return CatchUp(topic, after, ())
    with organisation_scope(organisation_id, actor.user.id if actor else None):
        changes = rules.changes(actor, key, after)
    if RESET in changes:
        return CatchUp(topic, after, (), is_reset=True)
    events = tuple((_revision(event), encode_event(topic, event.type, event.data)) for event in changes)
    return CatchUp(topic, events[-1][0] if events else after, events, is_full=len(events) >= rules.page)


def _revision(event: Event) -> int:
    return int(event.data["revision"])
