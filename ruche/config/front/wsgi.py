# SPDX-License-Identifier: AGPL-3.0-or-later
"""One request through a WSGI application, in a thread: whole body in, whole answer out."""

import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

from ruche.config.front import limits
from ruche.config.front.answers import Answer
from ruche.config.front.heads import Head
from ruche.config.front.types import Headers

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class FileAnswer:
    """`wsgi.file_wrapper`: Django hands a file over instead of reading it; the front sends it."""

    def __init__(self, file: Any, block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> "FileAnswer":
        return self

    def __next__(self) -> bytes:
        if piece := self.file.read(self.block_size):
            return bytes(piece)
        raise StopIteration

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


def environ(head: Head, body: IO[bytes], size: int) -> dict[str, Any]:
    """PEP 3333, from a checked head. Cookies are joined by a semicolon, other repeated headers by a comma."""
    name, _, port = head.host.rpartition(":") if not head.host.endswith("]") else (head.host, "", "")
    values: dict[str, Any] = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.path,
        "QUERY_STRING": head.raw_query.decode("latin-1"),
        "SERVER_NAME": name or head.host,
        "SERVER_PORT": port if name else ("443" if head.origin.scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": head.origin.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": head.origin.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileAnswer,
    }
    for key, value in head.headers:
        variable = "HTTP_" + key.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        if variable in values:
            text = values[variable] + (";" if variable == "HTTP_COOKIE" else ",") + text
        values[variable] = text
    values["CONTENT_TYPE"] = values.pop("HTTP_CONTENT_TYPE", "")
    values.pop("HTTP_CONTENT_LENGTH", None)
    values["CONTENT_LENGTH"] = str(size)
    values["HTTP_HOST"] = head.host
    values["HTTP_X_REQUEST_ID"] = head.request_id
    return values


def call(application: WsgiApplication, values: dict[str, Any], new_file: Callable[[], IO[bytes]]) -> Answer:
    """The whole answer. `new_file` makes the file of an answer that is larger than memory should hold."""
    started: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        started.append((int(status[:3]), [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]))

    pieces = application(values, start_response)
    try:
        status, headers = started[-1] if started else (500, [])
        if isinstance(pieces, FileAnswer) and (answer := _from_file(status, headers, pieces)):
            return answer
        body = _collect(pieces, new_file)
        return Answer(*(started[-1] if started else (500, [])), body)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()


def _from_file(status: int, headers: Headers, answer: FileAnswer) -> Answer | None:
    """The open file itself, from where it stands; None when it is not one of the operating system's."""
    try:
        descriptor, start = answer.file.fileno(), answer.file.tell()
    except (AttributeError, OSError):
        return None
    copy = os.fdopen(os.dup(descriptor), "rb")
    announced = next((int(value) for name, value in headers if name == b"content-length"), None)
    return Answer(status, headers, copy, start=start, length=announced)


def _collect(pieces: Iterable[bytes], new_file: Callable[[], IO[bytes]]) -> bytes | IO[bytes]:
    held: IO[bytes] = io.BytesIO()
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > limits.MEMORY_PER_BODY and isinstance(held, io.BytesIO):
                spooled = new_file()
                spooled.write(held.getvalue())
                held = spooled
            held.write(piece)
        held.flush()
    except BaseException:
        held.close()
        raise
    return held.getvalue() if isinstance(held, io.BytesIO) else held
