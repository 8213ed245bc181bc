# SPDX-License-Identifier: AGPL-3.0-or-later
"""The few threads in which Django (and, in others, a door) runs. They stay, so their database connections do too."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

from ruche.config.front import limits
from ruche.config.front.refusals import OVERLOADED, RefusedError
from ruche.config.front.turns import Turns

T = TypeVar("T")


class _Call(NamedTuple):
    act: Callable[[], Any]
    outcome: "asyncio.Future[Any]"


class Threads:
    """`turns`: what decides when a call may begin; without, at once when a thread is free.

    Like concurrent.futures, at two thirds of its price: a post pays it each time.
    """

    def __init__(self, count: int, name: str = "ruche-web", turns: Turns | None = None) -> None:
        self._most = count + limits.WAITING_REQUESTS
        self._busy = 0
        self._turns = turns
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._work, name=f"{name}_{nth}", daemon=True) for nth in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, call: Callable[[], T]) -> T:
        """`call()` in a thread, in a context of its own: nothing of one request is seen by the next one."""
        if self._busy >= self._most:
            raise RefusedError(OVERLOADED)
        self._busy += 1
        try:
            if self._turns is None:
                return await self._run(call)
            async with self._turns:
                return await self._run(call)
        finally:
            self._busy -= 1

    def close(self) -> None:
        """End the threads after what they are doing. What waits for one is not begun any more."""
        waiting = []
        with suppress(Empty):
            while True:
                waiting.append(self._calls.get_nowait())  # a thread may take the last one first
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()
        for call in waiting:
            if call is not None:
                call.outcome.get_loop().call_soon_threadsafe(call.outcome.cancel)

    async def _run(self, call: Callable[[], T]) -> T:
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._calls.put(_Call(call, outcome))
        return await outcome

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            act, outcome = call
            result, error = None, None
            try:
                result = Context().run(act)
            except BaseException as raised:  # noqa: BLE001  handed to whoever waits
                error = raised
            try:
                outcome.get_loop().call_soon_threadsafe(_settle, outcome, result, error)
            except RuntimeError:
                return  # the loop has ended: nobody waits any more
            del call, act, outcome, result, error  # nothing of a request outlives it


def _settle(outcome: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if outcome.done():
        return  # whoever asked went away
    if error is None:
        outcome.set_result(result)
    else:
        outcome.set_exception(error)
