# SPDX-License-Identifier: AGPL-3.0-or-later
"""How uvicorn speaks WebSocket here. Tied to the pinned uvicorn: `WebSocketsSansIOProtocol` is not a public class.

Stock uvicorn builds the frame again for every connection; this class writes the one the hub has built (realtime
measurements: a lone delivery 21.6 → 17.2 µs, four under way 100,000 → 218,000 deliveries/s).
"""

import asyncio
import socket
from contextlib import suppress
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from ruche.kernel.realtime.mailboxes import Gate, Mailbox

# What the server must be started with. Compression costs × the number of readers, so it is off; proxies cut sockets
# that are silent for 60 s, so pings come every 25 s.
UVICORN_OPTIONS: dict[str, Any] = {
    "ws": "ruche.kernel.realtime.protocol:ReadyFrameProtocol",
    "ws_per_message_deflate": False,
    "ws_ping_interval": 25.0,
    "ws_ping_timeout": 20.0,
    "ws_max_size": 65_536,
    "backlog": 4096,
}


# How much may wait for a reader: in this process, and not sent yet by the kernel, which would else keep up to 4 MiB for each.
# Beyond, the reader lags (readers.py).
MOST_WRITTEN, MOST_UNSENT = 65_536, 131_072  # bytes


class ReadyFrameProtocol(WebSocketsSansIOProtocol):
    """Writes `message["frame"]` as it is while the socket takes it; else what stock uvicorn does with `text`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.queue = Mailbox()  # type: ignore[assignment]
        self.writable = Gate()  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        cast(asyncio.WriteTransport, transport).set_write_buffer_limits(high=MOST_WRITTEN)
        connection = transport.get_extra_info("socket")
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            _limit_unsent(connection.fileno(), connection.family)

    async def send(self, message: Any) -> None:
        frame = message.get("frame")
        if frame is not None and self.writable.is_set() and self._is_plain():
            self.transport.write(frame)
        else:
            await super().send(message)
            if message["type"] == "websocket.accept":
                self._forget_handshake()
            # Stock uvicorn logs an error after every handshake that was answered by a whole response.
            self.handshake_complete |= message["type"] == "websocket.http.response.body" and not message.get("more_body")

    def _forget_handshake(self) -> None:
        """It is answered, and its headers would be kept as long as the socket is open (6 KB)."""
        self.scope["headers"] = []
        self.request = self.response = None  # type: ignore[assignment]

    def _is_plain(self) -> bool:
        """Open, after the handshake, and nothing (compression) changes the frames."""
        return (
            self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and self.conn.state is State.OPEN
            and not self.conn.extensions
        )

    def keepalive_timeout(self) -> None:
        """A reader that answers no ping may also never empty its buffer: closing would wait for that for ever."""
        super().keepalive_timeout()
        self.transport.abort()


def _limit_unsent(descriptor: int, family: int) -> None:
    borrowed = socket.socket(family, socket.SOCK_STREAM, fileno=descriptor)  # uvloop's own object cannot be asked
    try:
        with suppress(OSError):
            borrowed.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)
    finally:
        borrowed.detach()
