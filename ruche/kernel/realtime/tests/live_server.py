# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real uvicorn in a thread of the test, and clients that speak to it over real sockets."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from ruche.kernel.realtime.protocol import UVICORN_OPTIONS
from ruche.kernel.realtime.socket import SocketApp
from tests.quick_server import QuickServer

PATIENCE = 5.0


class LiveServer:
    """`app` is the application; `loop` where it runs."""

    def __init__(self) -> None:
        self.app = SocketApp()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._server = QuickServer(uvicorn.Config(self.app, lifespan="off", log_config=None, **UVICORN_OPTIONS))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.live = self.app.start()
        await self._server.serve(sockets=[self._socket])
        await self.app.stop()

    def __enter__(self) -> "LiveServer":
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    @contextmanager
    def connect(self, *, ticket: str = "", token: str = "", origin: str | None = "same", **options: Any) -> Iterator["LiveClient"]:
        subprotocols: list[Any] = ["ruche.json.v1"]
        if ticket:
            subprotocols.append(f"ticket.{ticket}")
        if token:
            subprotocols.append(f"bearer.{token}")
        here = f"http://127.0.0.1:{self.port}" if origin == "same" else origin
        url = f"ws://127.0.0.1:{self.port}/live/"
        with connect(url, subprotocols=subprotocols, origin=here, compression=None, proxy=None, **options) as connection:
            yield LiveClient(connection)


class LiveClient:
    """What a third-party client would be, in a few lines."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._events: list[dict[str, Any]] = []

    def send(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame))

    def next(self, *types: str, timeout: float = PATIENCE) -> dict[str, Any]:
        """The next event, of these types if some are named; others before it are dropped."""
        deadline = time.monotonic() + timeout
        while True:
            while self._events:
                event = self._events.pop(0)
                if not types or event["type"] in types:
                    return event
            self._events += json.loads(self.connection.recv(max(0.01, deadline - time.monotonic())))

    def subscribe(self, topic: str, after: int | None = None) -> dict[str, Any]:
        """Subscribe and wait for the answer."""
        self.send(subscribe=topic, after=after)
        return self.next("subscribed", "refused")

    def revisions(self, count: int) -> list[int]:
        return [self.next("message")["data"]["revision"] for _ in range(count)]

    def is_silent(self, seconds: float = 0.3, *besides: str) -> bool:
        """Whether nothing but signs of life comes."""
        try:
            event = self.next("message", "typing", "resync", "refused", "subscribed", *besides, timeout=seconds)
        except TimeoutError:
            return True
        raise AssertionError(f"not silent: {event}")

    def closed_with(self, timeout: float = PATIENCE) -> int | None:
        """The code with which the server closes."""
        deadline = time.monotonic() + timeout
        try:
            while True:
                self.connection.recv(max(0.01, deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
