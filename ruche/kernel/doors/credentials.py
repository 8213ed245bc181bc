# SPDX-License-Identifier: AGPL-3.0-or-later
"""By what a request says who asks: an access token, or the session's cookie with the proof that a page of ours sent it.

That proof is the view's own: Django's check of origin and token, run on the few headers that it reads. `Origin` alone would
do for browsers of today; with the token the door asks exactly as much as the view, and a client learns one rule.
"""

from dataclasses import dataclass
from functools import lru_cache
from http.cookies import CookieError
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from rest_framework.authentication import CSRFCheck

from ruche.kernel.doors.door import Call

_BEARER = "Bearer"
MOST_KEPT = 512  # characters of one request: 4,096 of them are at most 10 MiB


@dataclass(frozen=True, slots=True)
class Credential:
    """A session's key or an access token, as it was sent: not checked yet."""

    text: str
    is_session: bool


def find_credential(call: Call) -> Credential | None:
    """What the request brings; None for nothing, for something odd, and for a session whose request may be forged."""
    authorisation = call.headers.get("authorization", "").split(" ")
    if authorisation[0].lower() == "bearer":
        is_plain = len(authorisation) == 2 and authorisation[0] == _BEARER and bool(authorisation[1])
        return Credential(authorisation[1], is_session=False) if is_plain else None
    try:
        cookies = parse_cookie(call.headers.get("cookie", ""))
    except CookieError:
        return None
    key, headers = cookies.get(settings.SESSION_COOKIE_NAME, ""), call.headers
    sent = (headers.get("origin"), headers.get("referer"), headers.get("x-csrftoken"), cookies.get(settings.CSRF_COOKIE_NAME))
    return Credential(key, is_session=True) if key and _is_from_a_page(_Facts(call.scheme, call.host, *sent)) else None


class _Facts(NamedTuple):
    """All that the check depends on."""

    scheme: str
    host: str
    origin: str | None
    referer: str | None
    token: str | None
    cookie: str | None


class _Request(HttpRequest):
    """As much of a request as the check reads."""

    def __init__(self, facts: _Facts) -> None:
        super().__init__()
        self.method = "POST"
        self._scheme = facts.scheme
        self.COOKIES = {} if facts.cookie is None else {settings.CSRF_COOKIE_NAME: facts.cookie}
        headers = {"HTTP_ORIGIN": facts.origin, "HTTP_REFERER": facts.referer, settings.CSRF_HEADER_NAME: facts.token}
        self.META = {"HTTP_HOST": facts.host, "SERVER_NAME": facts.host, "SERVER_PORT": ""}
        self.META |= {name: value for name, value in headers.items() if value is not None}

    def _get_scheme(self) -> str:
        return self._scheme


def _nothing(request: HttpRequest) -> None:
    return None


_check = CSRFCheck(_nothing)  # type: ignore[arg-type]


def _is_from_a_page(facts: _Facts) -> bool:
    """The same for each message of a page, so kept; but nobody knows yet who asks, so only what is short."""
    is_short = sum(len(fact or "") for fact in facts) <= MOST_KEPT
    return _known_to_be_from_a_page(facts) if is_short else _is_shown_to_be_from_a_page(facts)


def _is_shown_to_be_from_a_page(facts: _Facts) -> bool:
    request = _Request(facts)
    _check.process_request(request)
    return _check.process_view(request, _nothing, (), {}) is None  # type: ignore[arg-type]


_known_to_be_from_a_page = lru_cache(4096)(_is_shown_to_be_from_a_page)
