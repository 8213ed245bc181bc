# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from ruche.kernel.users.preferences import language_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """Words in the reader's language, instants in their zone: their own, else the organisation's, else the instance's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(_zone(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            if not request.user.is_authenticated:
                patch_vary_headers(response, ["Accept-Language", "Cookie"])
            return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        # The organisation is known only now.
        timezone.activate(_zone(request))


def _zone(request: HttpRequest) -> ZoneInfo:
    organisation = getattr(request, "organisation", None)
    name = getattr(request.user, "time_zone", "") or getattr(organisation, "time_zone", "") or settings.TIME_ZONE
    return ZoneInfo(name)


class SessionLostMiddleware:
    """A session ended while somebody typed: their words are still in the page, so the page must not go away.

    A part of a page gets 401 (the page then asks to sign in, beside what was typed); a whole form leads to sign-in and
    back to its page, not to the address it was sent to.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 302 or not _asks_to_sign_in(request, response.headers["Location"]):
            return response
        address = f"{reverse('account_login')}?{urlencode({'next': page_of(request)})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"Location": address})
        if request.method == "POST":
            response.headers["Location"] = address
        return response


def _asks_to_sign_in(request: HttpRequest, location: str) -> bool:
    """Whether a redirect is the one of a page that wants to know who asks, back to itself afterwards."""
    target = urlsplit(location)
    return target.path == reverse("account_login") and parse_qs(target.query).get("next") == [request.get_full_path()]


def page_of(request: HttpRequest) -> str:
    """The page somebody had before them: from where the request came, when that is one of ours."""
    came_from = _address(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _address(text: str) -> SplitResult:
    """Its parts; none of what is no address."""
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")
