# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many pages are made at once: two, and one while people write.

The threads of a process take turns at Python, so six pages in the making are not made any sooner than one after the other; but
they leave a message a seventh of the time at each of the five steps between its arrival and its delivery.
"""

import asyncio
from collections import deque
from types import TracebackType

MOST = 2  # one is made while the other waits for the database
CALM = 0.1  # seconds without a message after which pages need not give way
LONG = 1.0  # seconds: whoever takes longer mostly waits, and the next may begin


class Turns:
    """Around the making of a page: `async with turns`. Used on the event loop only."""

    def __init__(self) -> None:
        self._calm_at = 0.0
        self._in_turn: dict[object, asyncio.TimerHandle] = {}
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._reserved = 0  # turns given to who has not begun yet

    def note_message(self) -> None:
        """Somebody writes at this moment."""
        self._calm_at = asyncio.get_running_loop().time() + CALM

    async def __aenter__(self) -> None:
        if self._waiting or not self._is_free():
            await self._wait()
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        self._in_turn[task] = loop.call_later(LONG, self._end, task)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end(asyncio.current_task())

    def _is_free(self) -> bool:
        is_calm = asyncio.get_running_loop().time() >= self._calm_at
        return len(self._in_turn) + self._reserved < (MOST if is_calm else 1)

    async def _wait(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                if turn in self._waiting:
                    self._waiting.remove(turn)
            else:  # it had just been given to who does not want it any more
                self._reserved -= 1
                self._admit()
            raise
        self._reserved -= 1

    def _end(self, task: object) -> None:
        if (timer := self._in_turn.pop(task, None)) is not None:
            timer.cancel()
            self._admit()

    def _admit(self) -> None:
        while self._waiting and self._is_free():
            turn = self._waiting.popleft()
            if not turn.cancelled():  # else it left a moment ago, and was not woken yet
                self._reserved += 1
                turn.set_result(None)
