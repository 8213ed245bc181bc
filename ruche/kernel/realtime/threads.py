# SPDX-License-Identifier: AGPL-3.0-or-later
"""Threads in which the event loop has the database read. Each keeps its own connection, as Django's threads do."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

T = TypeVar("T")

THREADS = 4


class Threads:
    """Reads only: a reading that finds the connection dead is done once more on a new one."""

    def __init__(self, count: int = THREADS) -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="ruche-live")

    async def run(self, read: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, _with_connection, read)

    async def close(self) -> None:
        """Close every thread's connection, then the threads. The barrier gives each thread exactly one goodbye."""
        barrier = Barrier(self._count)
        await asyncio.gather(*(self.run(lambda: _goodbye(barrier)) for _ in range(self._count)))
        self._pool.shutdown()


def _with_connection(read: Callable[[], T]) -> T:
    try:
        return read()
    except (OperationalError, InterfaceError):
        connections.close_all()
    try:
        return read()
    except (OperationalError, InterfaceError):
        connections.close_all()
        raise


def _goodbye(barrier: Barrier) -> None:
    connections.close_all()
    barrier.wait(timeout=10)
