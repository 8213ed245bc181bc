# SPDX-License-Identifier: AGPL-3.0-or-later
"""One topic in this process: who follows it, how far it was told, what waits to be told.

Two rules hold at every moment. Events with a revision leave in the order of revisions, each once, none missing. And each
follower has everything up to `revision` that it may see, so it needs no state of its own.
"""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import Protocol
from uuid import UUID

from ruche.kernel.realtime.audience import Audience, Follower, Told
from ruche.kernel.realtime.envelopes import Envelope
from ruche.kernel.realtime.frames import frame_of_event
from ruche.kernel.realtime.recent import Change, Recent

# A lone message costs 20 µs a reader, joined ones 4 µs: crowded topics tell at most every 20 ms, and for at most half of the
# time: who writes there must be served too.
CROWD = 200
PAUSE, LONGEST_PAUSE = 0.02, 1.0
SHARE = 0.5

# Events kept while an earlier one is missing. Beyond, they are forgotten and read again.
MAX_HELD = 1000


class Doubtful(Protocol):
    def doubt(self) -> None:
        """Check again whether the person may follow."""


class Feed:
    __slots__ = (
        "_arriving", "_due", "_held", "_loop", "_pause", "_waiting",
        "audience", "known", "organisation_id", "recent", "revision", "subscriptions", "told_at", "topic",
    )  # fmt: skip

    def __init__(self, topic: str, loop: asyncio.AbstractEventLoop) -> None:
        self.topic = topic
        self.organisation_id: UUID | None = None  # None until the first reader was admitted
        self.revision: int | None = None  # told up to here; None: unknown yet, or no history
        self.known = 0  # the newest revision heard of
        self.audience = Audience()
        self.subscriptions: set[Doubtful] = set()  # of whoever follows it or is about to
        self.recent = Recent()
        self._loop = loop
        self._held: dict[int, Change] = {}
        self._arriving: dict[int, dict[Follower, int]] = {}  # revision → who joins there → the first position they may see
        self._waiting: list[Told] = []
        self._due: asyncio.Handle | None = None
        self._pause = PAUSE  # seconds from one telling to the next
        self.told_at = 0.0

    @property
    def is_idle(self) -> bool:
        return not (self.audience or self.subscriptions or self._arriving)

    @property
    def has_gap(self) -> bool:
        """Whether something is known to exist that was not told yet."""
        return self.revision is not None and self.known > self.revision

    def settle(self, organisation_id: UUID, revision: int | None) -> None:
        """The first admission says where the topic stands. What came meanwhile was held."""
        if self.organisation_id is None:
            self.organisation_id, self.revision = organisation_id, revision
            self.known = max(self.known, revision or 0)
            self.recent.restart(revision)
            self._release()

    def offer(self, envelope: Envelope) -> None:
        """An event was published. In its turn it is told; later it is held; an old one is dropped."""
        if self.organisation_id is not None and envelope.organisation_id != self.organisation_id:
            return
        if envelope.revision is None or (self.revision is None and self.organisation_id is not None):
            if envelope.text and self.audience:
                self._tell(Told(envelope.position, envelope.text))
        elif self.revision is None or envelope.revision > self.revision:
            self.known = max(self.known, envelope.revision)
            if envelope.text and len(self._held) < MAX_HELD:
                self._held[envelope.revision] = Change(envelope.revision, envelope.position, envelope.text)
                self._release()

    def hear(self, revision: int) -> None:
        """Somebody says that this revision exists."""
        self.known = max(self.known, revision)

    def fill(self, change: Change) -> None:
        """An event read from the database: the newest up to its revision, whatever lies between was replaced by it."""
        if self.revision is not None and change.revision > self.revision:
            self._advance(change.revision, change)
            self._release()

    def skip_to(self, revision: int) -> None:
        """Nothing is left to tell up to this revision."""
        if self.revision is not None and revision > self.revision:
            self._advance(revision, None)
            self._release()

    def remember(self, after: int, changes: Sequence[Change], told: int) -> None:
        """Everything that changed after a revision, read when the feed had told up to `told`: the next who asks finds it here."""
        since = self.recent.since
        if self.revision is None or since is None or not after < since <= told:
            return
        later = {change.revision: change for change in self.recent.after(since) or ()}
        earlier = {change.revision: change for change in changes if change.revision <= self.revision}
        merged = earlier | later
        self.recent.restart(after, (merged[revision] for revision in sorted(merged)))

    def join(self, follower: Follower, revision: int | None, first: int = 0) -> bool:
        """Follow from the next event on, having everything up to `revision`. False: more was told since, read on.

        `first`: the first position that the follower may see.
        """
        if self.revision is None or revision == self.revision:
            self.flush()  # what waits to be told, this follower has
            self.audience.add(follower, first)
        elif revision is None or revision < self.revision:
            return False
        else:  # it read what is committed but not told yet: it joins exactly there
            self.known = max(self.known, revision)
            self._arriving.setdefault(revision, {})[follower] = first
        return True

    def limit(self, follower: Follower, first: int) -> None:
        """From now on this follower sees from another position on. Who did not join yet says so when joining."""
        if follower in self.audience:
            self.audience.add(follower, first)
        for arriving in self._arriving.values():
            if follower in arriving:
                arriving[follower] = first

    def leave(self, follower: Follower) -> None:
        self.audience.discard(follower)
        for revision, arriving in list(self._arriving.items()):
            arriving.pop(follower, None)
            if not arriving:
                del self._arriving[revision]

    def flush(self) -> None:
        """Tell now what waits, in the same frames for all."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if self._waiting:
            events, self._waiting = self._waiting, []
            self.told_at, began = self._loop.time(), perf_counter()
            self.audience.tell(events, self)
            self._pause = min(LONGEST_PAUSE, max(PAUSE, (perf_counter() - began) / SHARE))  # it may have been suspended meanwhile

    def resync(self, **data: bool) -> None:
        """Have every follower ask again for what it may have missed."""
        self.flush()
        self.audience.push(frame_of_event(self.topic, "resync", **data), self)

    def _release(self) -> None:
        while self.revision is not None and (change := self._held.pop(self.revision + 1, None)) is not None:
            self._advance(change.revision, change)

    def _advance(self, revision: int, change: Change | None) -> None:
        self._admit_below(revision)
        if change is not None:
            self.recent.add(change)
            if self.audience:
                self._tell(Told(change.position, change.text))
        self.revision = revision
        self.known = max(self.known, revision)
        if self._held:
            self._held = {later: held for later, held in self._held.items() if later > revision}
        self._admit_below(revision + 1)

    def _admit_below(self, revision: int) -> None:
        for reached in [arriving for arriving in self._arriving if arriving < revision]:
            self.flush()
            for follower, first in self._arriving.pop(reached).items():
                self.audience.add(follower, first)

    def _tell(self, event: Told) -> None:
        self._waiting.append(event)
        if self._due is None:
            rest = self.told_at + self._pause - self._loop.time()
            if len(self.audience) > CROWD and rest > 0:
                self._due = self._loop.call_later(rest, self.flush)
            else:
                self._due = self._loop.call_soon(self.flush)
