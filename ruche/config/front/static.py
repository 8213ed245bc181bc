# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files, straight from where the packages keep them. Only files that were found at the start exist."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders

from ruche.config.front.answers import Answer
from ruche.config.front.compression import accepts_gzip

PREFIX = "/static/"
# The build puts a hash of the content into the name, so such a file never changes.
_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.(js|css|woff2|svg|png|webp|map)$")
_TEXTS = (".js", ".css", ".svg", ".json", ".map", ".html", ".txt")
# Python's own list lacks these, and that of the operating system may be missing.
for _kind, _ending in (("font/woff2", ".woff2"), ("application/manifest+json", ".webmanifest"), ("text/javascript", ".js")):
    mimetypes.add_type(_kind, _ending)
_LARGEST_KEPT, _KEPT_BYTES = 512 * 1024, 4 * 1024 * 1024


@dataclass(frozen=True)
class _File:
    path: Path
    size: int
    modified: int  # nanoseconds

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.path}:{self.size}:{self.modified}".encode()).hexdigest()[:16]


class StaticFiles:
    """`looks_again`: while developing, files appear and change."""

    def __init__(self, *, looks_again: bool = False) -> None:
        self._looks_again = looks_again
        self._files = _find()
        self._compressed: dict[str, bytes] = {}
        self._compressed_bytes = 0

    def answer(self, path: str, *, accept_encoding: str, if_none_match: str) -> Answer | None:
        """The file of a URL path, None when there is none. Quick: called in the event loop."""
        name = path.removeprefix(PREFIX)
        file = self._file(name)
        if file is None:
            return None
        encoding, body = self._body(name, file, accept_encoding)
        etag = f'"{file.mark}{encoding and "-" + encoding}"'
        headers = _headers(name, file, etag)
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        if etag in if_none_match:
            return Answer(304, headers)
        try:
            return Answer(200, headers, body if body is not None else file.path.open("rb"))
        except OSError:
            return None

    def _file(self, name: str) -> _File | None:
        file = self._files.get(name)
        if not self._looks_again:
            return file
        if file is None or not file.path.exists() or file.path.stat().st_mtime_ns != file.modified:
            self._files = _find()
        return self._files.get(name)

    def _body(self, name: str, file: _File, accept_encoding: str) -> tuple[str, bytes | None]:
        """The encoding and, unless the file itself is to be sent, the bytes."""
        if not name.endswith(_TEXTS):
            return "", None
        if "br" in re.split(r"[,;\s]+", accept_encoding) and (ready := self._files.get(f"{name}.br")):
            return "br", self._keep(f"{name}.br", ready, lambda content: content)
        if accepts_gzip(accept_encoding) and (ready := self._files.get(f"{name}.gz")):
            return "gzip", self._keep(f"{name}.gz", ready, lambda content: content)
        if accepts_gzip(accept_encoding) and 1024 < file.size <= _LARGEST_KEPT:
            return "gzip", self._keep(name, file, lambda content: gzip.compress(content, 9, mtime=0))
        return "", None

    def _keep(self, name: str, file: _File, encode: Callable[[bytes], bytes]) -> bytes:
        key = f"{name}:{file.modified}"
        if key in self._compressed:
            return self._compressed[key]
        content = encode(file.path.read_bytes())
        if self._compressed_bytes + len(content) <= _KEPT_BYTES:
            self._compressed[key] = content
            self._compressed_bytes += len(content)
        return content


def _headers(name: str, file: _File, etag: str) -> list[tuple[bytes, bytes]]:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") or kind == "application/javascript" else ""
    lasting = "public, max-age=31536000, immutable" if _HASHED.search(name) else "public, max-age=3600"
    return [
        (b"content-type", f"{kind}{charset}".encode()),
        (b"cache-control", lasting.encode()),
        (b"etag", etag.encode()),
        (b"vary", b"Accept-Encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]


def _find() -> dict[str, _File]:
    found: dict[str, _File] = {}
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            prefix = getattr(storage, "prefix", None)
            status = path.stat()
            found.setdefault(f"{prefix}/{name}" if prefix else name, _File(path, status.st_size, status.st_mtime_ns))
    return found
