# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sending half of a socket. It never waits: one slow reader must not hold up the others."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

from ruche.kernel.realtime.envelopes import encode_event
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import Message, frame_of, frame_of_event

Send = Callable[[Message], Awaitable[None]]

TICK = frame_of_event("", "tick")


class Reader:
    """Sends a frame when the socket takes it at once. Else drops it, and everything until the socket takes frames again;
    then it says `resync` for each topic of which something was dropped.
    """

    __slots__ = ("_missed", "_recovery", "_send", "is_lagging", "sent_at")

    def __init__(self, send: Send, now: float) -> None:
        self._send = send
        self._missed: set[str] = set()
        self._recovery: asyncio.Task[None] | None = None
        self.is_lagging = False
        self.sent_at = now

    def push(self, message: Message, feed: Feed | None = None) -> None:
        if self.is_lagging:
            self._miss(feed)
            return
        step = cast(Coroutine[Any, Any, None], self._send(message))
        try:
            step.send(None)  # runs to the end when the socket's buffer has room
        except StopIteration:
            if feed is not None:
                self.sent_at = feed.told_at
            return
        except Exception:  # noqa: BLE001  closed meanwhile: its own task is about to end
            self.is_lagging = True
            return
        step.close()
        self.is_lagging = True
        self._miss(feed)
        self._recovery = asyncio.ensure_future(self._recover())

    async def send(self, message: Message) -> None:
        """Send and wait for the socket, however slow: for answers to this reader alone."""
        await self._send(message)

    def close(self) -> None:
        if self._recovery is not None:
            self._recovery.cancel()

    def _miss(self, feed: Feed | None) -> None:
        if feed is not None and feed.revision is not None:
            self._missed.add(feed.topic)

    async def _recover(self) -> None:
        try:
            await self._send(TICK)  # returns when the socket takes frames again
            while self._missed:
                topics, self._missed = self._missed, set()
                await self._send(frame_of(encode_event(topic, "resync", {}) for topic in sorted(topics)))
            self.is_lagging = False
        except Exception:  # noqa: BLE001  closed
            return
