# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers the front gives by itself: JSON under /api/, else a small page in the reader's language."""

import base64
import hashlib
import json
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from ruche.config.front.answers import Answer

_STYLE = (
    "html{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:34rem;margin:18vh auto 0;padding:0 1.5rem}"
    "h1{font-size:1.4rem;margin:0 0 .5rem}p{margin:0}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "{refresh}<title>{title}</title><style>{style}</style></head><body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
)


@dataclass(frozen=True)
class Refusal:
    """Why a request goes no further. `retry_after` in seconds."""

    status: int
    code: str
    title: str
    sentence: str
    retry_after: int | None = None
    closes: bool = False  # the rest of the request was not read


class RefusedError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


BAD_REQUEST = Refusal(
    400,
    "bad_request",
    gettext_noop("This request cannot be read"),
    gettext_noop("Your browser or program sent something malformed."),
    closes=True,
)
WRONG_HOST = Refusal(
    400,
    "wrong_host",
    gettext_noop("Unknown address"),
    gettext_noop("Ruche does not answer under this name. Use the address that your administrator gave you."),
)
NOT_HERE = Refusal(404, "not_found", gettext_noop("Nothing here"), gettext_noop("This page does not exist, or you cannot see it."))
METHOD_REFUSED = Refusal(405, "method_not_allowed", gettext_noop("This is not possible"), gettext_noop("This method is not supported."))
TOO_SLOW = Refusal(
    408,
    "too_slow",
    gettext_noop("The connection was too slow"),
    gettext_noop("What you sent did not arrive in time. Please try again."),
    closes=True,
)
TOO_LARGE = Refusal(413, "too_large", gettext_noop("This is too large"), gettext_noop("What you sent is larger than Ruche accepts here."))
QUERY_TOO_LONG = Refusal(414, "too_long", gettext_noop("This address is too long"), gettext_noop("Please shorten what you search for."))
SERVER_ERROR = Refusal(500, "server_error", gettext_noop("Something went wrong"), gettext_noop("The error was recorded. Please try again."))
OVERLOADED = Refusal(
    503,
    "overloaded",
    gettext_noop("Many people are here right now"),
    gettext_noop("Please wait a few seconds, then reload the page."),
    retry_after=2,
)
DISK_FULL = Refusal(
    503,
    "unavailable",
    gettext_noop("Ruche cannot save anything for the moment"),
    gettext_noop("Its disk is full. Reading still works."),
    retry_after=60,
)
PREPARING = Refusal(
    503,
    "preparing",
    gettext_noop("Ruche is getting ready"),
    gettext_noop("Its demo data is being made. This page reloads by itself."),
    retry_after=2,
)


def refuse(refusal: Refusal, *, path: str, language: str) -> Answer:
    with override(language):
        title, sentence = _(refusal.title), _(refusal.sentence)
    headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    if refusal.closes:
        headers.append((b"connection", b"close"))
    if path.startswith("/api/") or path == "/readyz":
        body = json.dumps({"code": refusal.code, "message": f"{title}. {sentence}", "fields": {}}, ensure_ascii=False).encode()
        return Answer(refusal.status, [*headers, (b"content-type", b"application/json")], body)
    refresh = f'<meta http-equiv="refresh" content="{refusal.retry_after}">' if refusal is PREPARING else ""
    page = _PAGE.format(language=language, title=escape(title), sentence=escape(sentence), style=_STYLE, refresh=refresh)
    policy = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"
    headers += [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", policy.encode())]
    return Answer(refusal.status, headers, page.encode())


def preferred_language(accept_language: str, default: str) -> str:
    """The first of our languages that the reader names."""
    for part in accept_language.lower().split(","):
        language = part.split(";")[0].strip()[:2]
        if language in ("fr", "en"):
            return language
    return default
