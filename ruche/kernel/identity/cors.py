# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which web pages elsewhere may read answers of the API: those whose application registered them, with its tokens.

A browser asks first, without a token: then it is enough that some application names the origin. Never with cookies.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from ruche.kernel.identity.bearers import APPLICATION, Bearer
from ruche.kernel.identity.models import ApplicationOrigin
from ruche.kernel.identity.selectors.consents import find_consent_of_text
from ruche.kernel.identity.views.endpoints import client_id_of

_PROVIDER = ("/identity/o/api/token", "/identity/o/api/userinfo", "/identity/o/api/revoke")
_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match"
_EXPOSED = "Retry-After, WWW-Authenticate, X-Request-Id"


class CorsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if not origin or not request.path.startswith(("/api/v1/", *_PROVIDER)):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _preflight(origin)
        response = self.get_response(request)
        if _may_read(request, response, origin):
            _allow(response, origin)
            response["Access-Control-Expose-Headers"] = _EXPOSED
        return response


def _preflight(origin: str) -> HttpResponse:
    response = HttpResponse(status=204)
    if ApplicationOrigin.objects.filter(origin=origin, application__is_active=True).exists():
        _allow(response, origin)
        response["Access-Control-Allow-Methods"] = _METHODS
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = "600"
    return response


def _allow(response: HttpResponse, origin: str) -> None:
    response["Access-Control-Allow-Origin"] = origin
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Origin"])


def _may_read(request: HttpRequest, response: HttpResponse, origin: str) -> bool:
    rows = ApplicationOrigin.objects.filter(origin=origin, application__is_active=True)
    if request.path.startswith(_PROVIDER):
        return rows.filter(application__client_id=_client_of(request)).exists()
    bearer: Bearer | None = getattr(request, "bearer", None)
    if bearer is not None:
        return bearer.application_id is not None and rows.filter(application_id=bearer.application_id).exists()
    # A token that ended: the page must learn that, to ask for the next one.
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return response.status_code == 401 and sent.startswith(APPLICATION) and rows.exists()


def _client_of(request: HttpRequest) -> str:
    if not request.path.endswith("/userinfo"):
        return client_id_of(request)
    consent = find_consent_of_text(request.headers.get("Authorization", "").removeprefix("Bearer "))
    return consent.application.client_id if consent else ""
