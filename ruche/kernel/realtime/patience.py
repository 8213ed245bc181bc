# SPDX-License-Identifier: AGPL-3.0-or-later
import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError

T = TypeVar("T")


def jittered(seconds: float) -> float:
    """About so long, so that many who wait do not come back together."""
    return seconds * (0.5 + random.random())  # noqa: S311  no secret


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until the database answers. While it is down nothing changes either, so waiting loses nothing."""
    pause = 0.25
    while True:
        try:
            return await ask()
        except (OperationalError, InterfaceError):
            await asyncio.sleep(jittered(pause))
            pause = min(pause * 2, 4.0)
