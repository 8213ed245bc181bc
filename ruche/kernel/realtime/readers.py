# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sending half of a socket. It never waits: one slow reader must not hold up the others."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

from ruche.kernel.realtime.envelopes import encode_event
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import Message, frame_of, frame_of_event

Send = Callable[[Message], Awaitable[None]]

# What sending on a closed socket raises; RuntimeError is ASGI's "after sending websocket.close".
CLOSED = (OSError, RuntimeError)

TICK = frame_of_event("", "tick")


class ReaderGoneError(OSError):
    """The socket is closed."""


class Reader:
    """Sends a frame when the socket takes it at once. Else it lags: everything is dropped until the socket takes frames
    again, and then `resync` is said for each topic of which something was dropped. A feed with revisions it then has left, until
    it subscribes again: whoever got a later revision first would never ask for the missing ones.
    """

    __slots__ = ("_is_gone", "_missed", "_recovery", "_send", "sent_at")

    def __init__(self, send: Send, now: float) -> None:
        self._send = send
        self._missed: set[str] = set()
        self._recovery: asyncio.Task[None] | None = None
        self._is_gone = False
        self.sent_at = now

    @property
    def is_lagging(self) -> bool:
        return self._recovery is not None

    def push(self, message: Message, feed: Feed | None = None) -> None:
        """Send now or never. `feed` is what the events are from, None for what may be lost."""
        if self._recovery is None:
            if self._passes(message):
                self.sent_at = feed.told_at if feed is not None else self.sent_at
                return
            self._lag(TICK)
        if feed is not None:
            self._missed.add(feed.topic)
            if feed.revision is not None:
                feed.leave(self)

    async def send(self, message: Message) -> None:
        """Send, however long it takes: for answers to this reader alone. Keeps the order with what is pushed after it."""
        await self.recovered()
        if not self._passes(message):
            await asyncio.shield(self._lag(message))
        if self._is_gone:
            raise ReaderGoneError

    async def recovered(self) -> None:
        """Wait until it does not lag."""
        while self._recovery is not None:
            await asyncio.shield(self._recovery)

    def close(self) -> None:
        self._is_gone = True
        if self._recovery is not None:
            self._recovery.cancel()

    def _passes(self, message: Message) -> bool:
        """Whether the socket took it; a closed one takes everything."""
        if self._is_gone:
            return True
        step = cast(Coroutine[Any, Any, None], self._send(message))
        try:
            step.send(None)  # runs to the end when the socket's buffer has room
        except StopIteration:
            return True
        except CLOSED:  # meanwhile: the socket's own task is about to end
            self._is_gone = True
            return True
        step.close()
        return False

    def _lag(self, first: Message) -> "asyncio.Task[None]":
        self._recovery = asyncio.ensure_future(self._recover(first))
        return self._recovery

    async def _recover(self, first: Message) -> None:
        try:
            await self._send(first)  # returns when the socket takes frames again
            while self._missed:
                topics, self._missed = self._missed, set()
                await self._send(frame_of(encode_event(topic, "resync", {}) for topic in sorted(topics)))
        except CLOSED:
            self._is_gone = True
        finally:
            self._recovery = None
