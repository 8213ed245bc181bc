# SPDX-License-Identifier: AGPL-3.0-or-later
"""uvicorn's HTTP protocol with limits on the head of a request, which it lacks. Tied to the pinned uvicorn."""

import asyncio
from urllib.parse import quote_from_bytes

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ruche.config.front import limits

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_AS_IT_IS = bytes(range(0x80)).decode()


class FrontProtocol(HttpToolsProtocol):
    _head_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            if self._head_timer is None:
                self._await_head()
            if self._head_bytes == 0:
                data = _encoded(data)
            self._head_bytes += len(data)
            if self._head_bytes > limits.HEAD_BYTES and not self._completes_head(data):
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        # A reader that takes nothing would also hold up an orderly close, for ever.
        self.scope["abort"] = self.transport.abort  # type: ignore[typeddict-unknown-key]

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._head_bytes = True, 0

    def shutdown(self) -> None:
        """The process ends: a request that has not arrived whole is not waited for."""
        if self.cycle is not None and not self.cycle.response_complete and self.cycle.more_body:
            self.transport.abort()
        else:
            super().shutdown()

    def _completes_head(self, data: bytes) -> bool:
        """A large first piece of a body may come together with a small head."""
        end = data.find(b"\r\n\r\n")
        return end >= 0 and self._head_bytes - len(data) + end <= limits.HEAD_BYTES

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(limits.HEAD_SECONDS, self._give_up)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.close()


def _encoded(data: bytes) -> bytes:
    """Browsers encode addresses; programs may send the bytes as they are. Both mean the same one."""
    line, separator, rest = data.partition(b"\r\n")
    return data if line.isascii() else quote_from_bytes(line, safe=_AS_IT_IS).encode() + separator + rest
