# SPDX-License-Identifier: AGPL-3.0-or-later
"""One topic in this process: who follows it, how far it was told, what waits to be told.

Two rules hold at every moment. Events with a revision leave in the order of revisions, each once, none missing. And each
follower has everything up to `revision`, so it needs no state of its own.
"""

import asyncio
from typing import Any, Protocol
from uuid import UUID

from ruche.kernel.realtime.envelopes import Envelope
from ruche.kernel.realtime.frames import Message, frame_of_event, frames_of

# A lone message costs 20 µs a reader, joined ones 4 µs: crowded topics tell at most every 20 ms.
CROWD = 200
PAUSE = 0.02

# Events kept while an earlier one is missing. Beyond, they are forgotten and read again.
MAX_HELD = 1000


class Follower(Protocol):
    def push(self, message: Message, feed: "Feed") -> None: ...


class Feed:
    __slots__ = (
        "_arriving", "_due", "_held", "_loop", "_texts",
        "followers", "joining", "known", "organisation_id", "revision", "told_at", "topic",
    )  # fmt: skip

    def __init__(self, topic: str, loop: asyncio.AbstractEventLoop) -> None:
        self.topic = topic
        self.organisation_id: UUID | None = None  # None until the first reader was admitted
        self.revision: int | None = None  # told up to here; None: unknown yet, or no history
        self.known = 0  # the newest revision heard of
        self.followers: set[Follower] = set()
        self.joining: set[Any] = set()
        self._loop = loop
        self._held: dict[int, str] = {}
        self._arriving: dict[int, list[Follower]] = {}
        self._texts: list[str] = []
        self._due: asyncio.Handle | None = None
        self.told_at = 0.0

    @property
    def is_idle(self) -> bool:
        return not (self.followers or self.joining or self._arriving)

    @property
    def has_gap(self) -> bool:
        """Whether something is known to exist that was not told yet."""
        return self.revision is not None and self.known > self.revision

    def settle(self, organisation_id: UUID, revision: int | None) -> None:
        """The first admission says where the topic stands. What came meanwhile was held."""
        if self.organisation_id is None:
            self.organisation_id, self.revision = organisation_id, revision
            self.known = max(self.known, revision or 0)
            self._release()

    def offer(self, envelope: Envelope) -> None:
        """An event was published. In its turn it is told; later it is held; an old one is dropped."""
        if self.organisation_id is not None and envelope.organisation_id != self.organisation_id:
            return
        if envelope.revision is None or (self.revision is None and self.organisation_id is not None):
            if envelope.text and self.followers:
                self._tell(envelope.text)
        elif self.revision is None or envelope.revision > self.revision:
            self.known = max(self.known, envelope.revision)
            if envelope.text and len(self._held) < MAX_HELD:
                self._held[envelope.revision] = envelope.text
                self._release()

    def hear(self, revision: int) -> None:
        """Somebody says that this revision exists."""
        self.known = max(self.known, revision)

    def fill(self, revision: int, text: str) -> None:
        """An event read from the database: the newest up to its revision, whatever lies between was replaced by it."""
        if self.revision is not None and revision > self.revision:
            self._advance(revision, text)
            self._release()

    def skip_to(self, revision: int) -> None:
        """Nothing is left to tell up to this revision."""
        if self.revision is not None and revision > self.revision:
            self._advance(revision, "")
            self._release()

    def join(self, follower: Follower, revision: int | None) -> bool:
        """Follow from the next event on, having everything up to `revision`. False: more was told since, read on."""
        if self.revision is None or revision == self.revision:
            self.flush()  # what waits to be told, this follower has
            self.followers.add(follower)
        elif revision is None or revision < self.revision:
            return False
        else:  # it read what is committed but not told yet: it joins exactly there
            self.known = max(self.known, revision)
            self._arriving.setdefault(revision, []).append(follower)
        return True

    def leave(self, follower: Follower) -> None:
        self.followers.discard(follower)
        for revision, arriving in list(self._arriving.items()):
            if follower in arriving:
                arriving.remove(follower)
                if not arriving:
                    del self._arriving[revision]

    def flush(self) -> None:
        """Tell now what waits, in the same frames for all."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if self._texts:
            messages, self._texts = frames_of(self._texts), []
            self.told_at = self._loop.time()
            for message in messages:
                for follower in self.followers:
                    follower.push(message, self)

    def resync(self, **data: bool) -> None:
        """Have every follower ask again for what it may have missed."""
        self.flush()
        message = frame_of_event(self.topic, "resync", **data)
        for follower in self.followers:
            follower.push(message, self)

    def _release(self) -> None:
        while self.revision is not None and (text := self._held.pop(self.revision + 1, None)) is not None:
            self._advance(self.revision + 1, text)

    def _advance(self, revision: int, text: str) -> None:
        self._admit_below(revision)
        if text and self.followers:
            self._tell(text)
        self.revision = revision
        self.known = max(self.known, revision)
        if self._held:
            self._held = {later: held for later, held in self._held.items() if later > revision}
        self._admit_below(revision + 1)

    def _admit_below(self, revision: int) -> None:
        for reached in [arriving for arriving in self._arriving if arriving < revision]:
            self.flush()
            self.followers.update(self._arriving.pop(reached))

    def _tell(self, text: str) -> None:
        self._texts.append(text)
        if self._due is None:
            rest = self.told_at + PAUSE - self._loop.time()
            if len(self.followers) > CROWD and rest > 0:
                self._due = self._loop.call_later(rest, self.flush)
            else:
                self._due = self._loop.call_soon(self.flush)
