# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files come straight from their folders: cached for good where the name holds a hash."""

import gzip
from pathlib import Path

import pytest
from django.test import override_settings

from ruche.config.front.static import StaticFiles
from ruche.config.front.tests.conftest import Server

_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]


@pytest.fixture
def static(tmp_path: Path) -> StaticFiles:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "main-B1gHash_.js").write_text("let a = 1;\n" * 500)
    (folder / "main-B1gHash_.js.br").write_bytes(b"ready")
    (folder / "logo.svg").write_text("<svg/>")
    (folder / "font.woff2").write_bytes(b"\x00" * 5000)
    (tmp_path / "secret").write_text("hidden")
    with override_settings(STATICFILES_DIRS=[str(folder)], STATICFILES_FINDERS=_FINDERS):
        yield StaticFiles()


def ask(static: StaticFiles, path: str, accepted: str = "", known: str = ""):  # type: ignore[no-untyped-def]
    answer = static.answer(path, accept_encoding=accepted, if_none_match=known)
    if answer is None:
        return None, {}, b""
    body = answer.body if isinstance(answer.body, bytes) else answer.body.read()
    answer.close()
    return answer.status, dict(answer.headers), body


def test_name_with_a_hash_lasts(static: StaticFiles) -> None:
    status, headers, body = ask(static, "/static/main-B1gHash_.js")
    assert (status, len(body)) == (200, 5500)
    assert headers[b"cache-control"] == b"public, max-age=31536000, immutable"
    assert headers[b"content-type"] == b"text/javascript; charset=utf-8"
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_other_names_are_asked_for_again(static: StaticFiles) -> None:
    _, headers, _ = ask(static, "/static/logo.svg")
    assert headers[b"cache-control"] == b"public, max-age=3600"
    status, _, body = ask(static, "/static/logo.svg", known=headers[b"etag"].decode())
    assert (status, body) == (304, b"")


def test_encodings(static: StaticFiles) -> None:
    _, headers, body = ask(static, "/static/main-B1gHash_.js", "gzip, deflate, br")
    assert (headers[b"content-encoding"], body) == (b"br", b"ready")
    _, headers, body = ask(static, "/static/main-B1gHash_.js", "gzip")
    assert headers[b"content-encoding"] == b"gzip"
    assert len(gzip.decompress(body)) == 5500
    _, headers, _ = ask(static, "/static/font.woff2", "gzip, br")
    assert b"content-encoding" not in headers


@pytest.mark.parametrize(
    "path", ["/static/", "/static/nothing.js", "/static/../secret", "/static//etc/passwd", "/static/main-B1gHash_.js/"]
)
def test_only_found_files_exist(static: StaticFiles, path: str) -> None:
    assert ask(static, path)[0] is None


def test_files_through_the_front(server: Server) -> None:
    assert server.get("/static/%2e%2e/%2e%2e/secret").status == 404
    assert server.post("/static/nothing.js", b"").status == 404
