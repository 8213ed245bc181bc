# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole answer, and how it is sent: in pieces, to readers of any speed, without a thread."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO

from ruche.config.front import limits
from ruche.config.front.types import Headers, Send

# Reads of files that may not be in memory.
_reading = ThreadPoolExecutor(2, thread_name_prefix="ruche-files")


@dataclass
class Answer:
    """`body` is in memory or a file, read from `start`, `length` bytes of it; it is closed after sending."""

    status: int
    headers: Headers
    body: bytes | IO[bytes] = b""
    start: int = 0
    length: int | None = field(default=None)

    @property
    def size(self) -> int:
        if self.length is not None:
            return self.length
        if isinstance(self.body, bytes):
            return len(self.body)
        return os.fstat(self.body.fileno()).st_size - self.start

    def close(self) -> None:
        if not isinstance(self.body, bytes):
            self.body.close()


class ReaderTooSlowError(Exception):
    """The client did not take one piece in time; raised so that the connection is closed."""


async def send_answer(answer: Answer, send: Send, *, is_head: bool) -> None:
    """Send it; a client that does not read waits here, not in a thread."""
    try:
        headers = list(answer.headers)
        if answer.status not in (204, 304) and not any(name == b"content-length" for name, _ in headers):
            headers.append((b"content-length", str(answer.size).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if is_head or answer.status in (204, 304):
            await send({"type": "http.response.body"})
        elif isinstance(answer.body, bytes):
            await _send_bytes(answer.body, send)
        else:
            await _send_file(answer.body, answer.start, answer.size, send)
    finally:
        answer.close()


async def _send_bytes(body: bytes, send: Send) -> None:
    if len(body) <= limits.SEND_CHUNK:
        await send({"type": "http.response.body", "body": body})
        return
    view = memoryview(body)
    for start in range(0, len(body), limits.SEND_CHUNK):
        piece = bytes(view[start : start + limits.SEND_CHUNK])
        await _send_piece(piece, send, more=start + limits.SEND_CHUNK < len(body))


async def _send_file(file: IO[bytes], start: int, size: int, send: Send) -> None:
    loop = asyncio.get_running_loop()
    descriptor, end, position = file.fileno(), start + size, start
    while position < end:
        piece = await loop.run_in_executor(_reading, os.pread, descriptor, min(limits.SEND_CHUNK, end - position), position)
        if not piece:
            raise OSError("the file became shorter while it was sent")
        position += len(piece)
        await _send_piece(piece, send, more=True)
    await send({"type": "http.response.body"})


async def _send_piece(piece: bytes, send: Send, *, more: bool) -> None:
    try:
        async with asyncio.timeout(limits.SEND_SECONDS):
            await send({"type": "http.response.body", "body": piece, "more_body": more})
    except TimeoutError:
        raise ReaderTooSlowError from None
