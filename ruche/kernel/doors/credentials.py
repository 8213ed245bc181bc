# SPDX-License-Identifier: AGPL-3.0-or-later
"""By what a request says who asks: an access token, or the session's cookie with the proof that a page of ours sent it.

That proof is the view's own: Django's check of origin and token, run on the few headers that it reads. `Origin` alone would
do for browsers of today; with the token the door asks exactly as much as the view, and a client learns one rule.
"""

from dataclasses import dataclass
from http.cookies import CookieError

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from rest_framework.authentication import CSRFCheck

from ruche.kernel.doors.door import Call

_BEARER = "Bearer"


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
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    return Credential(key, is_session=True) if key and _is_from_a_page(call, cookies) else None


class _Facts(HttpRequest):
    """As much of a request as the check reads."""

    def __init__(self, call: Call, cookies: dict[str, str]) -> None:
        super().__init__()
        self.method = "POST"
        self.COOKIES = cookies
        self.META = {"HTTP_HOST": call.host, "SERVER_NAME": call.host, "SERVER_PORT": ""}
        for name, variable in (("origin", "HTTP_ORIGIN"), ("referer", "HTTP_REFERER"), ("x-csrftoken", settings.CSRF_HEADER_NAME)):
            if name in call.headers:
                self.META[variable] = call.headers[name]
        self._called_by = call.scheme

    def _get_scheme(self) -> str:
        return self._called_by


def _nothing(request: HttpRequest) -> None:
    return None


_check = CSRFCheck(_nothing)  # type: ignore[arg-type]


def _is_from_a_page(call: Call, cookies: dict[str, str]) -> bool:
    facts = _Facts(call, cookies)
    _check.process_request(facts)
    return _check.process_view(facts, _nothing, (), {}) is None  # type: ignore[arg-type]
