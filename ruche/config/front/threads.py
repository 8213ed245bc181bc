# SPDX-License-Identifier: AGPL-3.0-or-later
"""The few threads in which Django (and, in others, a door) runs. They stay, so their database connections do too."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import TypeVar

from ruche.config.front import limits
from ruche.config.front.refusals import OVERLOADED, RefusedError

T = TypeVar("T")


class Threads:
    def __init__(self, count: int, name: str = "ruche-web") -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._most = count + limits.WAITING_REQUESTS
        self._busy = 0

    async def run(self, call: Callable[[], T]) -> T:
        """`call()` in a thread, in a context of its own: nothing of one request is seen by the next one."""
        if self._busy >= self._most:
            raise RefusedError(OVERLOADED)
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, Context().run, call)
        finally:
            self._busy -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
