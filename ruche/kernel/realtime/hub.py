# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hub of a process: topic → feed → sockets. Lives on the event loop; `announce` is its door for threads."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from ruche.kernel.realtime.envelopes import Circular, Envelope, event_text
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.readers import TICK

if TYPE_CHECKING:
    from ruche.kernel.realtime.client import Client

SILENCE = 20.0  # seconds; looked at every 5, so no socket is silent for longer than 25
REMEMBERED = 120.0  # seconds of silence after which a feed forgets what it told last
GRACE = 0.1  # seconds in which a missing event may still arrive by itself


class Hub:
    def __init__(self, loop: asyncio.AbstractEventLoop, close_gap: Callable[[Feed], None]) -> None:
        """`close_gap` is called when something missing did not arrive; it reads it and fills the feed."""
        self.loop = loop
        self.feeds: dict[str, Feed] = {}
        self._clients: dict[UUID, set[Client]] = {}
        self._close_gap = close_gap

    def publish(self, envelope: Envelope) -> None:
        if (feed := self.feeds.get(envelope.topic)) is not None:
            had_gap = feed.has_gap
            feed.offer(envelope)
            if feed.has_gap and not had_gap:
                self.watch(feed, 0 if envelope.text == "" else GRACE)

    def spread(self, circular: Circular) -> None:
        """To those of its topics that somebody follows here."""
        for topic in circular.topics():
            if (feed := self.feeds.get(topic)) is not None:
                feed.offer(Envelope(topic, circular.organisation_id, None, event_text(topic, circular.shared)))

    def watch(self, feed: Feed, patience: float = GRACE) -> None:
        """Close the feed's gap if it is still open after `patience` seconds."""
        self.loop.call_later(patience, self._look, feed)

    def _look(self, feed: Feed) -> None:
        if feed.has_gap and self.feeds.get(feed.topic) is feed:
            self._close_gap(feed)

    def feed(self, topic: str) -> Feed:
        """The feed of a topic; give it back by `release` when nobody needs it."""
        if (feed := self.feeds.get(topic)) is None:
            feed = self.feeds[topic] = Feed(topic, self.loop)
        return feed

    def release(self, feed: Feed) -> None:
        if feed.is_idle and self.feeds.get(feed.topic) is feed:
            del self.feeds[feed.topic]

    def resync_all(self) -> None:
        """Events may have been lost. Where there are revisions a look at the heads finds them, elsewhere nobody can."""
        for feed in self.feeds.values():
            if feed.revision is None:
                feed.resync()

    def enter(self, client: "Client", user_id: UUID) -> None:
        self._clients.setdefault(user_id, set()).add(client)

    def quit(self, client: "Client", user_id: UUID) -> None:
        self._clients[user_id].discard(client)
        if not self._clients[user_id]:
            del self._clients[user_id]

    def clients_of(self, user_id: UUID | None) -> list["Client"]:
        """The clients of a user; of everybody for None."""
        if user_id is not None:
            return list(self._clients.get(user_id, ()))
        return [client for clients in self._clients.values() for client in clients]

    def doubt(self, topic: str | None = None, organisation_id: UUID | None = None) -> None:
        """Check again the rights of everybody who follows a topic, or any topic of an organisation."""
        feeds = [self.feeds[topic]] if topic in self.feeds else [] if topic else list(self.feeds.values())
        for feed in feeds:
            if organisation_id is None or feed.organisation_id in (None, organisation_id):
                for subscription in list(feed.subscriptions):
                    subscription.doubt()

    def tick(self) -> None:
        """A sign of life to whom nothing was sent for a while, and a look at what expires."""
        now = self.loop.time()
        for feed in self.feeds.values():
            feed.recent.answers.clear()
            if feed.told_at < now - REMEMBERED:
                feed.recent.restart(feed.revision)
        for client in self.clients_of(None):
            client.look_at_expiry()
            if client.reader.sent_at < now - SILENCE:
                client.reader.push(TICK)
                client.reader.sent_at = now
