# SPDX-License-Identifier: AGPL-3.0-or-later
"""What asyncio's Queue and Event are to a socket, without the three deques (2.5 KB) that most sockets never use."""

import asyncio
from typing import Any


class Mailbox:
    """A queue with one reader."""

    __slots__ = ("_letters", "_reader")

    def __init__(self) -> None:
        self._letters: list[Any] = []
        self._reader: asyncio.Future[None] | None = None

    def put_nowait(self, letter: Any) -> None:
        self._letters.append(letter)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> Any:
        while not self._letters:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._letters.pop(0)

    def empty(self) -> bool:
        return not self._letters


class Gate:
    """Open or closed; any number wait for it to open."""

    __slots__ = ("_closed",)

    def __init__(self) -> None:
        self._closed: asyncio.Event | None = None

    def is_set(self) -> bool:
        return self._closed is None

    def set(self) -> None:
        closed, self._closed = self._closed, None
        if closed is not None:
            closed.set()

    def clear(self) -> None:
        if self._closed is None:
            self._closed = asyncio.Event()

    async def wait(self) -> None:
        while self._closed is not None:
            await self._closed.wait()
