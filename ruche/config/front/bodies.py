# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking the whole body of a request: in memory, then in a file; never more, never slower than the limits."""

import asyncio
import errno
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO

from ruche.config.front import limits
from ruche.config.front.refusals import BAD_REQUEST, DISK_FULL, TOO_LARGE, TOO_SLOW, RefusedError
from ruche.config.front.types import Receive


class ClientLeftError(Exception):
    """The connection closed before the body was complete; nobody waits for an answer."""


class Bodies:
    """Shared by all requests of the process, since memory is."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._in_memory = 0

    async def take(self, receive: Receive, *, limit: int, announced: int | None, may_refuse_at_once: bool) -> tuple[IO[bytes], int]:
        """The body, to be read from its start, and its length in bytes; or `RefusedError`."""
        if announced is not None and announced > limit:
            if may_refuse_at_once:
                raise RefusedError(replace(TOO_LARGE, closes=True))
            await _discard(receive, announced)
            raise RefusedError(TOO_LARGE)
        taking = _Taking(self, limit)
        try:
            await taking.run(receive)
            return taking.result(), taking.size
        except BaseException:
            taking.file.close()
            raise
        finally:
            self.count(-taking.in_memory)

    def spooled(self) -> IO[bytes]:
        """A file without a name: nothing of it is left when the process ends."""
        return tempfile.TemporaryFile(dir=self._spool)

    def may_hold(self, size: int) -> bool:
        return size <= limits.MEMORY_PER_BODY and self._in_memory <= limits.MEMORY_OF_ALL_BODIES

    def count(self, size: int) -> None:
        self._in_memory += size


class _Taking:
    def __init__(self, bodies: Bodies, limit: int) -> None:
        self.file: IO[bytes] = io.BytesIO()
        self.size = 0
        self.in_memory = 0
        self._bodies = bodies
        self._limit = limit

    async def run(self, receive: Receive) -> None:
        began = asyncio.get_running_loop().time()
        more = True
        while more:
            try:
                async with asyncio.timeout(limits.BODY_PAUSE):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(TOO_SLOW) from None
            if message["type"] == "http.disconnect":
                raise ClientLeftError
            more = message.get("more_body", False)
            self._add(message.get("body", b""))
            if self.size > self._limit:
                if more:
                    await _discard(receive, None)
                raise RefusedError(TOO_LARGE)
            elapsed = asyncio.get_running_loop().time() - began
            if more and elapsed > limits.BODY_GRACE and self.size < (elapsed - limits.BODY_GRACE) * limits.BODY_RATE:
                raise RefusedError(TOO_SLOW)

    def result(self) -> IO[bytes]:
        self.file.seek(0)
        return self.file

    def _add(self, piece: bytes) -> None:
        self.size += len(piece)
        try:
            if isinstance(self.file, io.BytesIO):
                self._hold_or_move(self.file, len(piece))
            self.file.write(piece)
        except OSError as error:
            raise RefusedError(DISK_FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else BAD_REQUEST) from None

    def _hold_or_move(self, held: io.BytesIO, added: int) -> None:
        if self._bodies.may_hold(self.size):
            self.in_memory += added
            self._bodies.count(added)
            return
        self.file = self._bodies.spooled()
        self.file.write(held.getvalue())
        self._bodies.count(-self.in_memory)
        self.in_memory = 0


async def _discard(receive: Receive, announced: int | None) -> None:
    """Read on for a while: clients that send first and read later would otherwise see a broken connection."""
    if announced is not None and announced > limits.DISCARDED_BYTES:
        raise RefusedError(replace(TOO_LARGE, closes=True))
    seen = 0
    try:
        async with asyncio.timeout(limits.DISCARD_SECONDS):
            while seen <= limits.DISCARDED_BYTES:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientLeftError
                seen += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        pass
    raise RefusedError(replace(TOO_LARGE, closes=True))
