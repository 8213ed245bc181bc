# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front as it runs: uvicorn with our protocol on a free port, before a small WSGI application."""

import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from ruche.config.environment import Environment, read_environment
from ruche.config.front.application import Front
from ruche.config.front.server import make_server
from ruche.config.front.static import StaticFiles
from ruche.config.front.tests.door_fronts import fronts, new_fronts, shared_fronts, world  # noqa: F401  fixtures
from tests.quick_server import QuickServer


class Answer:
    """A raw HTTP answer, taken apart."""

    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    def __init__(self, front: Any, port: int) -> None:
        self.front = front
        self.port = port

    def connect(self) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def raw(self, request: bytes) -> Answer:
        """Send bytes as they are; the server is asked to close."""
        with self.connect() as client:
            client.sendall(request)
            received = b""
            while piece := client.recv(65536):
                received += piece
        return Answer(received)

    def get(self, path: str | bytes, *headers: str, method: str = "GET") -> Answer:
        target = path.encode() if isinstance(path, str) else path
        lines = "".join(f"{line}\r\n" for line in ("Host: localhost", "Connection: close", *headers))
        return self.raw(method.encode() + b" " + target + b" HTTP/1.1\r\n" + lines.encode() + b"\r\n")

    def post(self, path: str, body: bytes, *headers: str) -> Answer:
        lines = "".join(f"{line}\r\n" for line in ("Host: localhost", "Connection: close", f"Content-Length: {len(body)}", *headers))
        return self.raw(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """A WSGI application that shows what it got."""
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(0.3)
    if path == "/large":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return (b"x" * 65536 for _ in range(64))
    if path == "/file":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return environ["wsgi.file_wrapper"](Path(environ["QUERY_STRING"]).open("rb"))
    if path == "/error":
        raise RuntimeError("on purpose")
    body = environ["wsgi.input"].read()
    shown = {name: value for name, value in environ.items() if isinstance(value, str)}
    shown |= {"length": len(body), "is_in_memory": isinstance(environ["wsgi.input"], io.BytesIO), "thread": threading.current_thread().name}
    text = json.dumps(shown).encode() + (b" " * 4096 if path == "/page" else b"")
    start_response("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("ETag", '"e"')])
    return [text]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "data" / "spool").mkdir(parents=True)
    return read_environment({"RUCHE_DATA_DIR": str(tmp_path / "data"), "RUCHE_WEB_THREADS": "2", "RUCHE_TRUSTED_PROXIES": "10.0.0.0/8"})


@pytest.fixture
def front(environment: Environment) -> Front:
    return Front(environment=environment, pages=echo, live=None, static=StaticFiles())


@contextmanager
def running() -> Iterator[Callable[[Any], Server]]:
    """Runs ASGI applications, each on a port of its own, until the end of the block."""
    started: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(application: Any) -> Server:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = QuickServer(make_server(application, lifespan="off", loop="asyncio", timeout_graceful_shutdown=1).config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        started.append((server, thread))
        while not server.started:
            time.sleep(0.001)
        return Server(application, listener.getsockname()[1])

    yield start
    for server, _thread in started:
        server.should_exit = True
    for _server, thread in started:
        thread.join(10)
        assert not thread.is_alive(), "a server did not end"


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Server]]:
    """Run an ASGI application until the end of the test."""
    with running() as start:
        yield start


@pytest.fixture
def server(front: Front, serve: Callable[[Any], Server]) -> Iterator[Server]:
    yield serve(front)
    front.threads.close()
