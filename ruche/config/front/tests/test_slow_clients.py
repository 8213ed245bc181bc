# SPDX-License-Identifier: AGPL-3.0-or-later
"""No thread waits for a client: 50 stalled uploads and 50 readers of one byte a second change nothing for others."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import quantiles
from threading import Event, Thread
from typing import Any

import pytest

from ruche.config.environment import Environment
from ruche.config.front.application import Front
from ruche.config.front.static import StaticFiles
from ruche.config.front.tests.conftest import Server, echo
from ruche.config.front.threads import _Call

_CLIENTS = 50
_PAGES = 40


@pytest.fixture
def busy_server(environment: Environment, serve: Callable[[Any], Server]) -> Iterator[Server]:
    """Pages take 5 ms of a thread, of which there are two."""

    def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == "/page":
            time.sleep(0.005)
        return echo(environ, start_response)

    front = Front(environment=environment, pages=pages, live=None, static=StaticFiles())
    yield serve(front)
    front.threads.close()


def p95(server: Server) -> float:
    """Milliseconds."""
    times = []
    for _ in range(_PAGES):
        began = time.perf_counter()
        assert server.get("/page").status == 200
        times.append((time.perf_counter() - began) * 1000)
    return quantiles(times, n=20)[-1]


@contextmanager
def stalled_uploads(server: Server) -> Iterator[None]:
    """Each has sent a head and some of its body, and then nothing."""
    with ExitStack() as stack:
        for _ in range(_CLIENTS):
            client = stack.enter_context(server.connect())
            client.sendall(b"POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + b"x" * 1000)
        yield


@contextmanager
def slow_readers(server: Server) -> Iterator[None]:
    """Each asked for 4 MB and reads one byte a second."""
    with ExitStack() as stack:
        readers = []
        for _ in range(_CLIENTS):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", server.port))
            client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(1) == b"H"  # the answer is made; what follows is only its reading
            readers.append(client)
        ended = Event()
        reading = Thread(target=_read_slowly, args=(readers, ended))
        reading.start()
        stack.callback(reading.join)
        stack.callback(ended.set)
        yield


def _read_slowly(readers: list[socket.socket], ended: Event) -> None:
    while not ended.is_set():
        for reader in readers:
            reader.recv(1)
        ended.wait(1)


def test_pages_are_as_quick_as_before(busy_server: Server) -> None:
    p95(busy_server)  # warm
    alone, beside = [], []
    for _ in range(3):
        alone.append(p95(busy_server))
        with stalled_uploads(busy_server), slow_readers(busy_server):
            beside.append(p95(busy_server))
    # One waiting client in one of the two threads would cost seconds; a tenth of one is noise of the machine.
    assert min(beside) < min(alone) * 2 + 100


def test_this_test_could_fail(environment: Environment, serve: Callable[[Any], Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same load against a front that takes bodies inside its threads blocks every page."""
    front = Front(environment=environment, pages=echo, live=None, static=StaticFiles())
    server = serve(front)
    for _ in range(environment.web_threads):
        front.threads._calls.put(_Call(lambda: time.sleep(1), asyncio.new_event_loop().create_future()))
    began = time.perf_counter()
    assert server.get("/page").status == 200
    assert time.perf_counter() - began > 0.8
    front.threads.close()
