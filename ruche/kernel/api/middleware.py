# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ruche.kernel.api.refusals import CODES, refusal

# Pages under /api/: people read them.
_PAGES = ("/api/docs/",)


class ApiRefusalMiddleware:
    """Whatever refuses a request under /api/, before, around or instead of a view, answers in JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/") or request.path.startswith(_PAGES):
            return self.get_response(request)
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return refusal("too_large", status=413)
        response = self.get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        return refusal(CODES.get(response.status_code, "refused"), status=response.status_code)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0
