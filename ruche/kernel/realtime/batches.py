# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many questions, few queries: what 1,000 sockets ask at once after a restart is read in a handful of calls."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# After a call with many questions more will come: the next waits for them while they keep coming, 10 ms for each of the
# last, half a second at most.
PAUSE_EACH, LONGEST_PAUSE = 0.01, 0.5
QUIET = 0.02  # seconds without a new question: whoever wanted to ask has asked


class Batch(Generic[K, V]):
    """Everything asked while one call is under way is asked together in the next; a lone question is asked at once.

    An answer is never older than the question: who asks what is being read just now gets the next reading.
    """

    def __init__(self, answer: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]], *, size: int = 500) -> None:
        """`answer` has a value for each key; `size` is how many keys are enough for a call."""
        self._answer = answer
        self._size = size
        self._asked: dict[K, asyncio.Future[V]] = {}
        self._worker: asyncio.Task[None] | None = None
        self._is_enough = asyncio.Event()
        self._next_at = 0.0

    async def ask(self, key: K) -> V:
        """The value of a key; raises what `answer` raised."""
        future = self._asked.get(key)
        if future is None:
            future = self._asked[key] = asyncio.get_running_loop().create_future()
            if len(self._asked) >= self._size:
                self._is_enough.set()
            if self._worker is None:
                self._worker = asyncio.create_task(self._work())
        return await asyncio.shield(future)

    async def _work(self) -> None:
        await asyncio.sleep(0)  # whoever asks in this tick comes along
        while self._asked:
            await self._gather()
            keys = list(self._asked)[: self._size]
            futures = {key: self._asked.pop(key) for key in keys}
            try:
                values = await self._answer(keys)
                for key, future in futures.items():
                    future.set_result(values[key])
            except Exception as error:  # noqa: BLE001  handed to whoever asked
                for future in futures.values():
                    if not future.done():
                        future.set_exception(error)
            self._next_at = asyncio.get_running_loop().time() + min(LONGEST_PAUSE, PAUSE_EACH * len(keys))
        self._worker = None

    async def _gather(self) -> None:
        loop = asyncio.get_running_loop()
        asked = 0
        while asked < len(self._asked) < self._size and (rest := self._next_at - loop.time()) > 0:
            asked = len(self._asked)
            self._is_enough.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(QUIET, rest)):
                    await self._is_enough.wait()
