# SPDX-License-Identifier: AGPL-3.0-or-later
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ruche.kernel.security.policies import content_policy, fixed_headers


class SecurityHeadersMiddleware:
    """Gives the request its nonce (`request.csp_nonce`) and every answer its headers. What a view set itself stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        for name, value in fixed_headers().items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", content_policy(request, nonce, getattr(response, "form_targets", ())))
        if _is_private(request, response):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_private(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A page or part of one made for a person: no cache may keep it, and after signing out "back" does not show it."""
    user = getattr(request, "user", None)
    kind = response.headers.get("Content-Type", "")
    return user is not None and user.is_authenticated and kind.startswith(("text/html", "application/json"))
