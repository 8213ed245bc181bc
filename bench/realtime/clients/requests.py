# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP over kept connections, each from a loopback address of its own: limits count by address, as in life."""

import asyncio
from collections import deque
from collections.abc import Callable

Answered = Callable[[int, bytes], None]


class Connection(asyncio.Protocol):
    """Sends one request after the other; the next waits for the answer to the last."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[bytes, Answered]] = deque()
        self._under_way: Answered | None = None
        self._received = b""
        self._needed = -1  # bytes of the answer; -1: its head is not whole yet; -2: it comes in chunks
        self._status = 0
        self._body_at = 0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self._under_way is not None:
            under_way, self._under_way = self._under_way, None
            under_way(0, b"")
        while self._waiting:
            self._waiting.popleft()[1](0, b"")

    def ask(self, request: bytes, answered: Answered) -> None:
        """`answered` gets status (0: the connection was lost) and body."""
        if self.transport is None:
            answered(0, b"")
        elif self._under_way is None:
            self._under_way = answered
            self.transport.write(request)
        else:
            self._waiting.append((request, answered))

    async def fetch(self, request: bytes) -> tuple[int, bytes]:
        found: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
        self.ask(request, lambda status, body: None if found.done() else found.set_result((status, body)))
        return await found

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._needed == -1:
            self._read_head()
        if self._needed >= 0 and len(self._received) >= self._needed:
            self._finish(self._received[self._body_at : self._needed])
        elif self._needed == -2 and self._received.endswith(b"\r\n0\r\n\r\n"):
            self._finish(self._received[self._body_at :])

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _read_head(self) -> None:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._received[:end].lower()
        self._status, self._body_at = int(head[9:12]), end + 4
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            self._needed = self._body_at + int(head[at + 17 : (head + b"\r\n").find(b"\r\n", at + 2)])
        else:
            self._needed = -2 if b"\r\ntransfer-encoding: chunked" in head else self._body_at

    def _finish(self, body: bytes) -> None:
        answered, self._under_way = self._under_way, None
        self._received, self._needed = b"", -1
        if self._waiting and self.transport is not None:
            request, self._under_way = self._waiting.popleft()
            self.transport.write(request)
        if answered is not None:
            answered(self._status, body)


async def open_connection(port: int, nth: int = 0) -> Connection:
    """From the `nth` address of this machine's loopback network."""
    source = f"127.{1 + nth // 64516}.{1 + nth // 254 % 254}.{1 + nth % 254}"
    loop = asyncio.get_running_loop()
    _transport, connection = await loop.create_connection(Connection, "127.0.0.1", port, local_addr=(source, 0))
    return connection
