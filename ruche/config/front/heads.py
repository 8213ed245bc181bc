# SPDX-License-Identifier: AGPL-3.0-or-later
"""The head of a request, checked: what Django gets to see of it is unambiguous."""

import re
import uuid
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from ruche.config.environment import Environment
from ruche.config.front import limits
from ruche.config.front.proxies import Origin, trusted_origin
from ruche.config.front.refusals import BAD_REQUEST, METHOD_REFUSED, QUERY_TOO_LONG, WRONG_HOST, RefusedError
from ruche.config.front.types import Headers, Scope

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Two of these say two different things, and who stands before us may have believed the other one.
_SINGLE = frozenset(
    {b"host", b"content-length", b"content-type", b"transfer-encoding", b"authorization", b"origin", b"referer", b"x-csrftoken"}
)
# Of the connection, of the proxy, or (proxy) a header that CGI turns into a variable of the operating system.
_DROPPED = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
    | {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"x-real-ip", b"x-request-id"}
)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")
# Asked by the machine itself or by a balancer, under any name.
_ANY_HOST = frozenset({"/healthz", "/readyz"})


@dataclass(frozen=True)
class Head:
    """`path` is decoded from its bytes one to one (Latin-1), as WSGI wants it."""

    method: str
    path: str
    raw_query: bytes
    host: str
    headers: Headers
    origin: Origin
    request_id: str
    content_length: int | None
    has_body: bool
    expects_continue: bool

    def header(self, name: bytes) -> str:
        return next((value.decode("latin-1") for key, value in self.headers if key == name), "")


def read_head(scope: Scope, environment: Environment) -> Head:
    """The head, or `RefusedError`."""
    headers: Headers = scope["headers"]
    if any(name in _SINGLE for name in _repeated(headers)):
        raise RefusedError(BAD_REQUEST)
    method: str = scope.get("method", "GET")
    if method not in _METHODS:
        raise RefusedError(METHOD_REFUSED)
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    path = unquote_to_bytes(raw_path).decode("latin-1")
    query: bytes = scope.get("query_string", b"")
    if len(query) > limits.QUERY_BYTES:
        raise RefusedError(QUERY_TOO_LONG)
    if "\x00" in path or b"\x00" in query or b"%00" in query or not path.startswith("/"):
        raise RefusedError(BAD_REQUEST)
    origin, is_proxy = trusted_origin(scope, headers, environment.trusted_proxies)
    return Head(
        method=method,
        path=path,
        raw_query=query,
        host=_host(headers, path, environment),
        headers=[(name, value) for name, value in headers if name not in _DROPPED and b"_" not in name],
        origin=origin,
        request_id=_request_id(headers, is_proxy=is_proxy),
        content_length=(length := _content_length(headers)),
        has_body=bool(length) or any(name == b"transfer-encoding" for name, _ in headers),
        expects_continue=any(name == b"expect" for name, _ in headers),
    )


def _repeated(headers: Headers) -> set[bytes]:
    seen: set[bytes] = set()
    return {name for name, _ in headers if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def _host(headers: Headers, path: str, environment: Environment) -> str:
    if path in _ANY_HOST:
        return environment.public_address.netloc
    value = next((value for name, value in headers if name == b"host"), b"").decode("latin-1").lower()
    if not _HOST.fullmatch(value):
        raise RefusedError(WRONG_HOST)
    name = value if value.endswith("]") else value.rpartition(":")[0] or value
    if name.removesuffix(".") not in environment.allowed_hosts:
        raise RefusedError(WRONG_HOST)
    return value


def _request_id(headers: Headers, *, is_proxy: bool) -> str:
    given = next((value for name, value in headers if name == b"x-request-id"), b"") if is_proxy else b""
    return given.decode() if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _content_length(headers: Headers) -> int | None:
    value = next((value for name, value in headers if name == b"content-length"), None)
    if value is None:
        return None
    if not value.isdigit() or len(value) > 15:
        raise RefusedError(BAD_REQUEST)
    return int(value)
