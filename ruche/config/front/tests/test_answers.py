# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers are whole before they are sent: right lengths, compression, files, HEAD."""

import gzip
import threading
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest

from ruche.config.front import limits
from ruche.config.front.application import Front
from ruche.config.front.tests.conftest import Server


def test_text_is_compressed_for_who_accepts_it(server: Server) -> None:
    answer = server.get("/page", "Accept-Encoding: br, gzip;q=0.8")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert b"PATH_INFO" in gzip.decompress(answer.body)
    assert answer.headers["etag"] == 'W/"e"'
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("path", "accepted"), [("/page", "identity"), ("/page", "gzip;q=0"), ("/large", "gzip")])
def test_not_compressed(server: Server, path: str, accepted: str) -> None:
    answer = server.get(path, f"Accept-Encoding: {accepted}")
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_two_compressions_differ_in_length(server: Server) -> None:
    lengths = {server.get("/page", "Accept-Encoding: gzip").headers["content-length"] for _ in range(12)}
    assert len(lengths) > 1


def test_large_answer_is_spooled_and_whole(server: Server) -> None:
    assert len(server.get("/large").body) == 64 * 65536


def test_file_is_sent_by_the_front(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 5000)
    answer = server.get(f"/file?{tmp_path / 'file'}")
    assert answer.body == (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("path", ["/page", "/large", "/static/nothing.js", "/healthz"])
def test_head_has_the_length_and_no_body(server: Server, path: str) -> None:
    head, get = server.get(path, method="HEAD"), server.get(path)
    assert head.body == b""
    assert head.status == get.status
    assert abs(int(head.headers["content-length"]) - len(get.body)) < 64  # the shown request id and thread differ


def test_cookies_stay_apart(server: Server) -> None:
    with server.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b""
        while piece := client.recv(65536):
            received += piece
    assert received.count(b"set-cookie: ") == 2


def test_error_of_the_application(server: Server) -> None:
    answer = server.get("/error")
    assert answer.status == 500
    assert b"on purpose" not in answer.body


def test_more_than_the_queue_holds(server: Server, monkeypatch: pytest.MonkeyPatch, front: Front) -> None:
    monkeypatch.setattr(front.threads, "_most", 2)
    statuses: list[int] = []
    readers = [threading.Thread(target=lambda: statuses.append(server.get("/slow").status)) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(set(statuses)) == [200, 503]
    refused = [server.get("/slow") for _ in range(1)]
    assert refused[0].status == 200  # free again


def test_nothing_leaks_from_one_request_to_the_next(environment: Any, serve: Any) -> None:
    kept: ContextVar[str] = ContextVar("kept", default="")

    def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        before = kept.get()
        kept.set(environ["QUERY_STRING"])
        return [before.encode()]

    front = Front(environment=environment, pages=pages, live=None, static=None)  # type: ignore[arg-type]
    server = serve(front)
    assert [server.get(f"/?{number}").body for number in range(8)] == [b""] * 8
    front.threads.close()


def test_slow_reader_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEND_SECONDS", 0.3)
    began = time.monotonic()
    received = 0
    with server.connect() as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1.5)
        while piece := client.recv(65536):
            received += len(piece)
    assert 0 < received < 64 * 65536
    assert time.monotonic() - began < 5


def test_preparing(environment: Any, serve: Any, front: Front) -> None:
    marker = environment.data_dir / "run" / "preparing"
    marker.parent.mkdir()
    marker.touch()
    server = serve(front)
    assert (server.get("/").status, server.get("/readyz").json()["code"], server.get("/healthz").status) == (503, "preparing", 200)
    marker.unlink()
    assert server.get("/").status == 200
    front.threads.close()
