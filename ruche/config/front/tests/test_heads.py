# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Django gets to see of a request is unambiguous; the rest has a clear answer."""

import json

import pytest

from ruche.config.environment import read_environment
from ruche.config.front.heads import read_head
from ruche.config.front.refusals import RefusedError
from ruche.config.front.tests.conftest import Server


def test_plain_request(server: Server) -> None:
    answer = server.get("/a%20b/%C3%A9?q=1", "Accept: */*", "Cookie: a=1", "Cookie: b=2")
    seen = answer.json()
    assert answer.status == 200
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert seen["QUERY_STRING"] == "q=1"
    assert seen["HTTP_COOKIE"] == "a=1;b=2"
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert (seen["wsgi.url_scheme"], seen["HTTP_HOST"], seen["SERVER_PORT"]) == ("http", "localhost", "80")
    assert seen["HTTP_X_REQUEST_ID"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("target", ["/café?q=thé".encode(), "/café?q=thé".encode("latin-1"), b"/?q=\xff\xfe", b"/\xf0\x9f\x90\x9d"])
def test_raw_bytes_in_the_address(server: Server, target: bytes) -> None:
    answer = server.get(target)
    assert answer.status == 200
    path, _, query = target.partition(b"?")
    assert answer.json()["PATH_INFO"].encode("latin-1") == path
    assert ("%" in answer.json()["QUERY_STRING"]) == bool(query)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Host: localhost\r\nHost: localhost", 400),
        ("Host: localhost\r\nHost: evil.example", 400),
        ("Host: evil.example", 400),
        ("Host: localhost.evil.example", 400),
        ("Host: localhost:8000@evil.example", 400),
        ("Host: ", 400),
        ("X: y", 400),
        ("Host: localhost\r\nContent-Length: 1\r\nContent-Length: 2", 400),
        ("Host: localhost\r\nContent-Length: 0\r\nTransfer-Encoding: chunked", 400),
        ("Host: localhost\r\nAuthorization: a\r\nAuthorization: b", 400),
        ("Host: LOCALHOST:8000", 200),
        ("Host: 127.0.0.1", 200),
        ("Host: [::1]:8000", 200),
    ],
)
def test_host_and_repeated_headers(server: Server, lines: str, status: int) -> None:
    assert server.raw(f"GET / HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n".encode()).status == status


@pytest.mark.parametrize("host", [b"localhost\n", b"localhost:8000\n"])
def test_a_host_ends_where_it_ends(host: bytes) -> None:
    scope = {"type": "http", "scheme": "http", "path": "/", "client": ("127.0.0.1", 1)}
    assert read_head({**scope, "headers": [(b"host", host.strip())]}, read_environment({})).host == host.strip().decode()
    with pytest.raises(RefusedError):
        read_head({**scope, "headers": [(b"host", host)]}, read_environment({}))


def test_header_names_with_underscores_are_dropped(server: Server) -> None:
    seen = server.get("/", "X_Forwarded_For: 1.2.3.4", "Content_Length: 9", "X-Real: yes", "Proxy: http://evil.example").json()
    assert seen["HTTP_X_REAL"] == "yes"
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_CONTENT_LENGTH", "HTTP_PROXY"} & set(seen)


def test_forwarded_headers_of_a_stranger_are_removed(server: Server) -> None:
    lines = (
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-Proto: https",
        "Forwarded: for=1.2.3.4",
        "X-Real-IP: 1.2.3.4",
        "X-Request-ID: chosen-by-me",
    )
    answer = server.get("/", *lines)
    seen = answer.json()
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert not [name for name in seen if "FORWARDED" in name or "REAL" in name]
    assert seen["HTTP_X_REQUEST_ID"] != "chosen-by-me"


@pytest.mark.parametrize("target", ["/%00", "/?q=%00", "//" + "a" * 9000 + "?q", "/?q=" + "a" * 9000])
def test_addresses_that_nothing_could_be_done_with(server: Server, target: str) -> None:
    expected = 414 if target.startswith("/?q=a") else 200 if target.startswith("//") else 400
    assert server.get(target).status == expected


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "LINK"])
def test_unknown_methods(server: Server, method: str) -> None:
    assert server.get("/", method=method).status == 405


def test_refusal_in_the_readers_language(server: Server) -> None:
    french = server.get("/%00", "Accept-Language: fr-CH, en;q=0.5")
    english = server.get("/%00", "Accept-Language: de, en;q=0.5")
    assert b'lang="fr"' in french.body
    assert b'lang="en"' in english.body
    assert b"This request cannot be read" in english.body
    assert "default-src 'none'" in english.headers["content-security-policy"]


def test_refusal_of_the_api(server: Server) -> None:
    answer = server.get("/api/v1/%00")
    assert set(json.loads(answer.body)) == {"code", "message", "fields"}
    assert answer.headers["content-type"] == "application/json"


def test_head_that_is_too_large(server: Server) -> None:
    assert server.get("/", "X-Large: " + "a" * 70_000).status == 431


def test_health_needs_no_thread_and_no_name(server: Server) -> None:
    answer = server.raw(b"GET /healthz HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n")
    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    ready = server.raw(b"GET /readyz HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n")
    assert ready.json()["HTTP_HOST"] == "localhost:8000"
