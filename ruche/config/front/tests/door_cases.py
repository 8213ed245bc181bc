# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be sent to the address of the hot door, by whom, and what comes of it: the same at the door and at its view."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from ruche.config.front.tests.door_world import CSRF, SENT, DoorWorld, message

JSON = "Content-Type: application/json"


@dataclass(frozen=True)
class Case:
    """`status` is expected of both. `by_door`: the door answers it without its view."""

    name: str
    status: int
    by_door: bool = False
    body: Callable[[], bytes] = message
    headers: Callable[[DoorWorld], list[str]] = lambda world: world.session()
    path: Callable[[DoorWorld], str] = lambda world: world.path()
    method: str = "POST"
    kind: str = JSON
    more: tuple[str, ...] = field(default=())
    host: str = "localhost"

    def __str__(self) -> str:
        return self.name


def _by(name: str) -> Callable[[DoorWorld], list[str]]:
    return lambda world: world.session(name)


def _bearer(name: str) -> Callable[[DoorWorld], list[str]]:
    return lambda world: world.bearer(name)


def _to(channel: str, slug: str = "atelier-a") -> Callable[[DoorWorld], str]:
    return lambda world: world.path(channel, slug)


def _raw(text: str | bytes) -> Callable[[], bytes]:
    return lambda: text if isinstance(text, bytes) else text.encode()


def _body(body: object) -> Callable[[], bytes]:
    return lambda: message(body)


ACCEPTED = [
    Case("a page's message", 201, by_door=True),
    Case("a token's message", 201, by_door=True, headers=_bearer("bob")),
    Case("a French member's message", 201, by_door=True, headers=_by("fleur")),
    Case("the same message again", 200, by_door=True, body=lambda: message("Sent before", client_id=str(SENT))),
    Case("the same client id with other words", 200, by_door=True, body=lambda: message("Other words", client_id=str(SENT))),
    Case("a guest where they were added", 201, by_door=True, headers=_by("gus"), path=_to("guests")),
    Case("a private channel's member", 201, by_door=True, headers=_by("bob"), path=_to("board")),
    Case("an announcement by who may", 201, by_door=True, path=_to("news")),
    Case("Markdown and markup", 201, by_door=True, body=_body("**Bold** <script>alert(1)</script> `code`\n\n- one")),
    Case("every script and emoji", 201, by_door=True, body=_body("Grüße, 你好, مرحبا 👩‍🚀\u2028")),
    Case("a long message, compressed", 201, by_door=True, body=_body("a b c " * 1_300), more=("Accept-Encoding: gzip",)),
    Case("a long message, plain", 201, by_door=True, body=_body("x" * 8_000)),
    Case("fields that nobody asked for", 201, by_door=True, body=lambda: message(position=3, author="bob")),
    Case("the character set named", 201, by_door=True, kind="Content-Type: application/json; charset=UTF-8"),
    Case("any Accept", 201, by_door=True, more=("Accept: text/html",)),
    Case("another method in a header", 201, by_door=True, more=("X-HTTP-Method-Override: DELETE",)),
    Case("a client id in capitals", 201, body=lambda: message(client_id=str(uuid4()).upper())),
    Case("a client id without hyphens", 201, body=lambda: message(client_id=uuid4().hex)),
    Case("a number for a body", 201, body=_body(12)),
    Case("a query", 201, path=lambda world: world.path() + "?a=1"),
    Case(
        "a page over https",
        201,
        by_door=True,
        headers=lambda world: [*world.session()[:2], "Origin: https://localhost"],
        more=("X-Forwarded-Proto: https",),
    ),
    Case("no Origin, with the token of the page", 201, by_door=True, headers=lambda world: world.session()[:2]),
    Case(
        "https without Origin, with a Referer",
        201,
        by_door=True,
        headers=lambda world: [*world.session()[:2], "Referer: https://localhost/o/atelier-a/"],
        more=("X-Forwarded-Proto: https",),
    ),
    Case(
        "a proxy's own password beside the cookie", 201, by_door=True, headers=lambda world: [*world.session(), "Authorization: Basic YTpi"]
    ),
    Case("a token beside somebody else's cookie", 201, by_door=True, headers=lambda world: [world.cookies("dana"), *world.bearer("bob")]),
    Case("two cookie headers", 201, headers=lambda world: [*world.session(), "Cookie: other=1"]),
]

MALFORMED = [
    Case("no JSON", 400, body=_raw("hello")),
    Case("half a JSON", 400, body=_raw('{"body": ')),
    Case("no body at all", 422, body=_raw("")),
    Case("a JSON array", 422, body=_raw("[]")),
    Case("a JSON string", 422, body=_raw('"hello"')),
    Case("no number", 400, body=_raw('{"client_id": NaN, "body": "x"}')),
    Case("nested too deep", 400, body=_raw("[" * 100_000)),
    Case("a number too long to read", 400, body=_raw('{"body": ' + "9" * 5_000 + "}")),
    Case("a byte order mark", 400, body=lambda: b"\xef\xbb\xbf" + message()),
    Case("UTF-16", 400, body=lambda: message().decode().encode("utf-16")),
    Case("no UTF-8", 400, body=lambda: message().replace(b"Hello", b"\xff\xfe")),
    Case("a NUL", 400, body=_body("a\x00b")),
    Case("a raw NUL", 400, body=lambda: message().replace(b"Hello", b"\x00")),
    Case("half a surrogate pair", 400, body=_body("a\ud800b")),
    Case("half a surrogate pair in a name", 400, body=lambda: message(**{"\udc00": 1})),
    Case("a whole surrogate pair", 201, by_door=True, body=lambda: message().replace(b"Hello", b"\\ud83d\\ude80")),
    Case("a form", 415, body=_raw("client_id=1&body=2"), kind="Content-Type: application/x-www-form-urlencoded"),
    Case("plain text", 415, kind="Content-Type: text/plain"),
    Case("no content type", 415, kind="X-Nothing: 1"),
    Case("another character set", 400, kind="Content-Type: application/json; charset=latin-1"),
    Case("an unknown character set", 201, kind="Content-Type: application/json; charset=klingon"),
    Case("a content type twice", 400, more=(JSON,)),
    Case("3 MiB", 413, body=lambda: b"x" * (3 << 20)),
]

INVALID = [
    Case("no client id", 422, body=lambda: message(client_id=None)),
    Case("a wrong client id", 422, body=lambda: message(client_id="x")),
    Case("no words", 422, body=_body(None)),
    Case("null for a body", 422, body=lambda: json.dumps({"client_id": str(uuid4()), "body": None}).encode()),
    Case("a list for a body", 422, body=_body(["a"])),
    Case("an empty body", 422, by_door=True, body=_body("")),
    Case("blanks only", 422, by_door=True, body=_body(" \u200b\n")),
    Case("blanks only, in French", 422, by_door=True, body=_body(" "), headers=_by("fleur")),
    Case("8,001 characters", 422, by_door=True, body=_body("x" * 8_001)),
    Case("100,000 characters", 422, by_door=True, body=_body("x" * 100_000)),
    Case("100,000 characters by a French token", 422, by_door=True, body=_body("é" * 100_000), headers=_bearer("fleur")),
]

STRANGERS = [
    Case("nobody", 401, headers=lambda world: []),
    Case("nobody, in French", 401, headers=lambda world: [], more=("Accept-Language: fr",)),
    Case("an unknown session", 401, headers=lambda world: [f"Cookie: ruche_session={'x' * 32}; ruche_csrf={CSRF}", *world.session()[1:]]),
    Case("no proof of the page", 403, headers=lambda world: [world.cookies("alice"), "Origin: http://localhost"]),
    Case("a wrong proof of the page", 403, headers=lambda world: [world.cookies("alice"), f"X-CSRFToken: {'b' * 32}"]),
    Case("a malformed proof", 403, headers=lambda world: [world.cookies("alice"), "X-CSRFToken: é"]),
    Case("a proof without its cookie", 403, headers=lambda world: [world.cookies("alice").partition(";")[0], f"X-CSRFToken: {CSRF}"]),
    Case("a foreign Origin", 403, headers=lambda world: [*world.session()[:2], "Origin: http://evil.example"]),
    Case("Origin: null", 403, headers=lambda world: [*world.session()[:2], "Origin: null"]),
    Case("another port's Origin", 403, headers=lambda world: [*world.session()[:2], "Origin: http://localhost:81"]),
    Case("http's Origin on https", 403, headers=lambda world: world.session(), more=("X-Forwarded-Proto: https",)),
    Case("https with neither Origin nor Referer", 403, headers=lambda world: world.session()[:2], more=("X-Forwarded-Proto: https",)),
    Case("a proof twice", 400, more=(f"X-CSRFToken: {CSRF}",)),
    Case("an Origin twice", 400, more=("Origin: http://localhost",)),
    Case("an expired token", 401, headers=lambda world: [f"Authorization: Bearer {world.token(age=timedelta(hours=1))}"]),
    Case("a forged token", 401, headers=lambda world: [f"Authorization: Bearer {world.token()[:-2]}xx"]),
    Case("a token of before the last change of password", 401, headers=lambda world: [f"Authorization: Bearer {world.token(epoch=-1)}"]),
    Case("a refresh token", 401, headers=lambda world: [f"Authorization: Bearer {world.refresh_token()}"]),
    Case("a wrong token beside a right cookie", 401, headers=lambda world: [*world.session(), "Authorization: Bearer x"]),
    Case("bearer in small letters", 401, headers=lambda world: [f"Authorization: bearer {world.token()}"]),
    Case("bearer without a token", 401, headers=lambda world: ["Authorization: Bearer"]),
    Case("a token in three parts", 401, headers=lambda world: [f"Authorization: Bearer {world.token()} x"]),
    Case("two tokens", 400, headers=lambda world: [*world.bearer("bob"), *world.bearer("bob")]),
    Case("a closed account's session", 401, headers=_by("tom")),
    Case("a closed account's token", 401, headers=_bearer("tom")),
]

REFUSED = [
    Case("a stranger", 404, headers=_by("charlie")),
    Case("a stranger by token", 404, headers=_bearer("charlie")),
    Case("a suspended member", 404, headers=_by("sam")),
    Case("who has left", 404, headers=_by("lea")),
    Case("an unknown organisation", 404, path=_to("workshop", "nobody")),
    Case("capitals in the address", 404, path=_to("workshop", "Atelier-A")),
    Case("a former address", 308, path=_to("workshop", "old-atelier")),
    Case("an organisation without chat", 404, path=_to("workshop", "club")),
    Case("an unknown channel", 404, by_door=True, path=_to(str(uuid4()))),
    Case("an unknown channel, in French", 404, by_door=True, headers=_by("fleur"), path=_to(str(uuid4()))),
    Case("no channel's id", 404, path=_to("workshop-1")),
    Case(
        "a channel's id in capitals",
        404,
        path=lambda world: world.path().replace(str(world.channels["workshop"]), str(world.channels["workshop"]).upper()),
    ),
    Case("another organisation's channel", 404, by_door=True, path=_to("foreign")),
    Case("another organisation's channel, by a member of both", 404, by_door=True, headers=_by("dana"), path=_to("foreign")),
    Case("a channel through the wrong organisation", 404, by_door=True, headers=_by("charlie"), path=_to("workshop", "bureau-b")),
    Case("a private channel of others", 404, by_door=True, headers=_by("dana"), path=_to("board")),
    Case("an open channel not joined", 403, by_door=True, headers=_by("dana")),
    Case("a guest elsewhere", 404, by_door=True, headers=_by("gus")),
    Case("an announcement by who may not", 403, by_door=True, headers=_by("bob"), path=_to("news")),
    Case("an announcement by who may not, by a French token", 403, by_door=True, headers=_bearer("fleur"), path=_to("news")),
    Case("an archived channel", 409, by_door=True, path=_to("archive")),
    Case("an archived channel not joined", 409, by_door=True, headers=_by("bob"), path=_to("archive")),
]

ADDRESSES = [
    Case("without the last slash", 301, path=lambda world: world.path().rstrip("/")),
    Case("with two slashes", 404, path=lambda world: world.path() + "/"),
    Case("with an escaped letter", 201, by_door=True, path=lambda world: world.path().replace("atelier", "%61telier")),
    Case("with a NUL", 400, path=lambda world: world.path() + "%00"),
    Case("another host", 400, host="evil.example"),
    Case("no host", 400, host=""),
    Case("GET", 200, method="GET", body=_raw("")),
    Case("GET by token", 200, method="GET", body=_raw(""), headers=_bearer("bob")),
    Case("HEAD", 200, method="HEAD", body=_raw("")),
    Case("OPTIONS", 200, method="OPTIONS", body=_raw("")),
    Case("PUT", 405, method="PUT"),
    Case("DELETE", 405, method="DELETE", body=_raw("")),
    Case("TRACE", 405, method="TRACE", body=_raw("")),
]

CASES = [*ACCEPTED, *MALFORMED, *INVALID, *STRANGERS, *REFUSED, *ADDRESSES]
