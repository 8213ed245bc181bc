# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer to a request that was refused before or around its view, at the right door: API, page, or plain words."""

from django.http import HttpRequest, HttpResponse

from ruche.kernel.api.refusals import refusal
from ruche.kernel.errors import DomainError, TooManyAttempts
from ruche.kernel.ui.refusals import refuse


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def refuse_request(request: HttpRequest, error: DomainError) -> HttpResponse:
    """JSON for the API, a page or a toast for people. Without a database the page may not render: then plain words."""
    if is_api(request):
        response: HttpResponse = refusal(error.code, status=error.status, message=error.message, fields=error.fields)
        if isinstance(error, TooManyAttempts):
            response["Retry-After"] = str(error.retry_after)
    else:
        try:
            response = refuse(request, error)
        except Exception:  # noqa: BLE001  whatever breaks the page, the person gets the sentence
            response = HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    if error.status == 503:
        response["Retry-After"] = "30"
    return response
