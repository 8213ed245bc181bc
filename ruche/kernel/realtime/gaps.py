# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding and closing gaps: events that another process never told, told too big for the bus, or told out of order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.patience import patiently
from ruche.kernel.realtime.registry import find_topic
from ruche.kernel.realtime.topics import RESET, Head

if TYPE_CHECKING:
    from ruche.kernel.realtime.live import Live


class Gaps:
    def __init__(self, live: "Live") -> None:
        self._live = live
        self._closing: set[Feed] = set()

    def close(self, feed: Feed) -> None:
        """Read what the feed misses and tell it, once at a time for each feed."""
        if feed not in self._closing:
            self._closing.add(feed)
            self._live.spawn(self._close(feed))

    async def ask(self, feed: Feed) -> None:
        """How far one feed really is."""
        heads = await patiently(lambda: self._live.threads.run(lambda: find_heads([feed.topic])))
        if (head := heads.get(feed.topic)) is not None and head.revision is not None:
            feed.hear(head.revision)

    async def look(self) -> None:
        """Compare every feed with the database (one query a kind): what it does not know of is a gap."""
        feeds = {feed.topic: feed for feed in self._live.hub.feeds.values() if feed.organisation_id is not None}
        if not feeds:
            return
        try:
            heads = await self._live.threads.run(lambda: find_heads(list(feeds)))
        except (OperationalError, InterfaceError):
            return  # nothing changes while the database is down; the next look finds it
        for topic, feed in feeds.items():
            head = heads.get(topic)
            if head is None:
                self._live.hub.doubt(topic)  # it is gone
            elif head.revision is not None:
                feed.hear(head.revision)
                self._live.hub.watch(feed)

    async def _close(self, feed: Feed) -> None:
        try:
            while feed.has_gap and not feed.is_idle and feed.revision is not None:
                target = feed.known
                found = await patiently(partial(self._live.catch_ups.read_now, feed, feed.revision))
                if found.is_reset:
                    feed.resync(**RESET.data)
                for change in found.changes:
                    feed.fill(change)
                if not found.is_full:
                    feed.skip_to(target)
                if found.is_reset:
                    feed.recent.restart(feed.revision)
        finally:
            self._closing.discard(feed)


def find_heads(topics: Sequence[str]) -> Mapping[str, Head]:
    """Topic → where it stands, in one query a kind (in a thread)."""
    keys: dict[str, list[str]] = defaultdict(list)
    for topic in topics:
        kind, _, key = topic.partition(":")
        keys[kind].append(key)
    heads: dict[str, Head] = {}
    with organisation_scope(None):
        for kind, found in keys.items():
            rules = find_topic(kind)
            if rules is not None:
                heads.update({f"{kind}:{key}": head for key, head in rules.heads(found).items()})
    return heads
