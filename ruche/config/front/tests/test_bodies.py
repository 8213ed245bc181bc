# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies are taken whole, within their limits, before any thread sees them."""

from typing import Any

import pytest

from ruche.config.front import limits
from ruche.config.front.application import Front
from ruche.config.front.tests.conftest import Server


def test_small_body_is_held_in_memory(server: Server) -> None:
    seen = server.post("/", b"x" * 1000, "Content-Type: text/plain").json()
    assert (seen["length"], seen["is_in_memory"], seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"]) == (1000, True, "text/plain", "1000")


def test_larger_body_goes_to_a_file(server: Server) -> None:
    seen = server.post("/", b"x" * (limits.MEMORY_PER_BODY + 1)).json()
    assert (seen["length"], seen["is_in_memory"]) == (limits.MEMORY_PER_BODY + 1, False)


def test_full_memory_sends_every_body_to_a_file(server: Server, front: Front) -> None:
    front._bodies.count(limits.MEMORY_OF_ALL_BODIES + 1)
    assert server.post("/", b"x").json()["is_in_memory"] is False


def test_memory_is_given_back(server: Server, front: Front) -> None:
    for size in (1000, limits.MEMORY_PER_BODY + 1):
        server.post("/", b"x" * size)
    assert front._bodies._in_memory == 0


def test_chunked_body(server: Server) -> None:
    request = (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    seen = server.raw(request).json()
    assert (seen["length"], seen["CONTENT_LENGTH"]) == (5, "5")


@pytest.mark.parametrize("size", [limits.BODY_LIMIT + 1, 20 * limits.MIB])
def test_too_large_is_told_to_clients_that_send_everything_first(server: Server, size: int) -> None:
    answer = server.post("/api/v1/things/", b"x" * size)
    assert (answer.status, answer.json()["code"]) == (413, "too_large")


def test_too_large_without_an_announced_length(server: Server) -> None:
    chunk = b"%x\r\n" % limits.BODY_LIMIT + b"x" * limits.BODY_LIMIT + b"\r\n"
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert server.raw(head + chunk + chunk + b"0\r\n\r\n").status == 413


def test_client_that_asks_first_is_refused_before_it_sends(server: Server) -> None:
    request = f"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {20 * limits.MIB}\r\n\r\n"
    answer = server.raw(request.encode())
    assert (answer.status, answer.headers["connection"]) == (413, "close")


def test_entrances_take_less(server: Server) -> None:
    assert server.post("/api/v1/token/", b"x" * (64 * limits.KIB + 1)).status == 413


def test_stalled_body_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_PAUSE", 0.2)
    answer = server.raw(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
    assert (answer.status, answer.headers["connection"]) == (408, "close")


def test_full_disk(server: Server, front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(front._bodies, "spooled", full)
    answer = server.post("/", b"x" * (limits.MEMORY_PER_BODY + 1))
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize(
    ("free", "method", "path", "status"),
    [
        (99, "POST", "/", 503),
        (99, "GET", "/", 200),
        (99, "POST", "/account/sign-in/", 200),
        (29, "POST", "/account/sign-in/", 503),
        (29, "GET", "/", 200),
        (101, "POST", "/", 200),
    ],
)
def test_disk_that_is_nearly_full(
    server: Server, front: Front, monkeypatch: pytest.MonkeyPatch, free: int, method: str, path: str, status: int
) -> None:
    monkeypatch.setattr(front._disk, "_free_bytes", lambda _: free * limits.MIB)
    answer = server.get(path, "Accept-Language: en", method=method)
    assert answer.status == status
    assert (b"Reading still works" in answer.body) == (status == 503)


def test_client_that_leaves_costs_no_thread(server: Server, front: Front) -> None:
    with server.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
    assert server.get("/").status == 200
    assert front._bodies._in_memory == 0
