# SPDX-License-Identifier: AGPL-3.0-or-later
"""How uvicorn speaks WebSocket here. Tied to the pinned uvicorn: `WebSocketsSansIOProtocol` is not a public class.

Stock uvicorn builds the frame again for every connection; this class writes the one the hub has built (realtime
measurements: a lone delivery 21.6 → 17.2 µs, four under way 100,000 → 218,000 deliveries/s).
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

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


class ReadyFrameProtocol(WebSocketsSansIOProtocol):
    """Writes `message["frame"]` as it is while the socket takes it; else what stock uvicorn does with `text`."""

    async def send(self, message: Any) -> None:
        frame = message.get("frame")
        if frame is not None and self.writable.is_set() and self._is_plain():
            self.transport.write(frame)
        else:
            await super().send(message)
            # Stock uvicorn logs an error after every handshake that was answered by a whole response.
            self.handshake_complete |= message["type"] == "websocket.http.response.body" and not message.get("more_body")

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
