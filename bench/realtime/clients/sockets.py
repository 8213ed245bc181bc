# SPDX-License-Identifier: AGPL-3.0-or-later
"""WebSocket clients by the thousand."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.realtime.clients.frames import Chunk, Dialect, masked, read, ruche, split

_KEY = base64.b64encode(b"sixteen bytes ok").decode()
Hear = Callable[["Socket", float, Chunk], None]


class RefusedForNow(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"refused, asked to try again in {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Door:
    """Where and how to connect. `source` is the address on loopback to come from, as if from a computer of one's own."""

    port: int
    path: str = "/live/"
    origin: str = ""
    host: str = "127.0.0.1"
    dialect: Dialect = ruche

    def request(self, ticket: str) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {self.origin.partition('://')[2]}", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {_KEY}", "Sec-WebSocket-Version: 13", f"Origin: {self.origin}"]
        if ticket:
            lines.append(f"Sec-WebSocket-Protocol: ruche.json.v1, ticket.{ticket}")
        return "\r\n".join([*lines, "", ""]).encode()


class Socket(asyncio.Protocol):
    """One client: it says `first` as soon as it is open, and hands every chunk to `hear`."""

    __slots__ = ("_cache", "_dialect", "_first", "_hear", "_request", "_rest", "gone", "is_open", "opened", "topic", "transport")

    def __init__(self, request: bytes, first: bytes, hear: Hear, dialect: Dialect, cache: dict[bytes, Chunk]) -> None:
        self._request, self._first, self._hear, self._dialect, self._cache = request, first, hear, dialect, cache
        self._rest = b""
        self.is_open = False
        self.gone = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        self.gone = True
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionResetError("closed during the handshake"))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if self._rest or not self.is_open:
            data = self._rest + data
            if not self.is_open:
                data = self._open(data)
                if not self.is_open or not data:
                    self._rest = b"" if self.is_open else data
                    return
        chunk = self._cache.get(data)
        if chunk is None:
            frames, self._rest = split(data)
            chunk = read(frames, self._dialect)
            if not self._rest:
                self._cache[data] = chunk
        else:
            self._rest = b""
        if chunk.replies and self.transport is not None:
            self.transport.write(b"".join(chunk.replies))
        self._hear(self, now, chunk)

    def say(self, **frame: object) -> None:
        if self.transport is not None:
            self.transport.write(masked(json.dumps(frame).encode()))

    def close(self) -> None:
        if self.transport is not None and not self.gone:
            self.transport.abort()

    def _open(self, data: bytes) -> bytes:
        """What follows the head of the handshake's answer; all of it while that is not whole."""
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return data
        if not head.startswith(b"HTTP/1.1 101"):
            lines = [line.partition(b":") for line in head.lower().split(b"\r\n")]
            wait = next((float(value) for name, _, value in lines if name == b"retry-after"), None)
            error = RefusedForNow(wait) if wait is not None else ConnectionRefusedError(head.split(b"\r\n")[0].decode())
            if not self.opened.done():
                self.opened.set_exception(error)
            self.close()
            return b""
        self.is_open = True
        if self._first and self.transport is not None:
            self.transport.write(self._first)
        if not self.opened.done():
            self.opened.set_result(None)
        return rest


@dataclass
class Guest:
    """Who connects: with which ticket, following what from which revision."""

    ticket: str = ""
    topics: Sequence[tuple[str, int | None]] = ()

    @property
    def first(self) -> bytes:
        frames = ({"subscribe": topic} if after is None else {"subscribe": topic, "after": after} for topic, after in self.topics)
        return b"".join(masked(json.dumps(frame).encode()) for frame in frames)


@dataclass
class Crowd:
    """The sockets of one measurement; `refusals` counts handshakes that were asked to come again."""

    door: Door
    hear: Hear
    sockets: list[Socket] = field(default_factory=list)
    refusals: int = 0
    _cache: dict[bytes, Chunk] = field(default_factory=dict)

    async def connect(self, guests: Sequence[Guest], *, at_once: int = 100) -> None:
        """All of them, `at_once` under way; who is refused for now comes again when it was told to."""
        waiting = list(enumerate(guests))[::-1]
        places: list[Socket | None] = [None] * len(guests)

        async def work() -> None:
            while waiting:
                nth, guest = waiting.pop()
                places[nth] = await self._connect_patiently(guest)

        await asyncio.gather(*(work() for _ in range(min(at_once, len(guests)))))
        self.sockets += [socket for socket in places if socket is not None]

    def close(self) -> None:
        for socket in self.sockets:
            socket.close()
        self.sockets.clear()
        self._cache.clear()

    def forget_chunks(self) -> None:
        self._cache.clear()

    async def _connect_patiently(self, guest: Guest) -> Socket:
        request, first = self.door.request(guest.ticket), guest.first
        while True:
            try:
                return await self._connect(request, first)
            except RefusedForNow as refused:
                self.refusals += 1
                await asyncio.sleep(refused.seconds)

    async def _connect(self, request: bytes, first: bytes) -> Socket:
        loop = asyncio.get_running_loop()
        _transport, socket = await loop.create_connection(
            lambda: Socket(request, first, self.hear, self.door.dialect, self._cache), self.door.host, self.door.port
        )
        await asyncio.wait_for(socket.opened, 60)
        return socket
