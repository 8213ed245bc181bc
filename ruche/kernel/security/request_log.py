# SPDX-License-Identifier: AGPL-3.0-or-later
"""One line for each request that Django answered: who (by id), what (the route, never the path), how long."""

import logging
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from ruche.kernel.db.context import current_organisation_id, current_user_id
from ruche.kernel.security.addresses import client_address

logger = logging.getLogger("ruche.requests")


@dataclass
class RequestFacts:
    """What every log line of a request carries; `address` goes into the audit and no log."""

    request_id: str
    organisation_id: str = ""
    user_id: str = ""
    address: str = ""


current_request: ContextVar[RequestFacts | None] = ContextVar("current_request", default=None)


class RequestLogMiddleware:
    """The outermost: gives the request its id (`X-Request-Id`, from the front when there is one) and logs the outcome."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        facts = RequestFacts(request.META.get("HTTP_X_REQUEST_ID") or uuid.uuid4().hex, address=client_address(request))
        token = current_request.set(facts)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = facts.request_id
            # The front sends a line for what it refused itself; this mark spares it a second one.
            response.headers["X-Request-Logged"] = "1"
            _log(request, response, time.perf_counter() - began)
            return response
        finally:
            current_request.reset(token)


class RequestFactsMiddleware:
    """The innermost: here it is known who asks and where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if facts := current_request.get():
            facts.user_id = str(current_user_id.get() or "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if facts := current_request.get():
            facts.organisation_id = str(current_organisation_id.get() or "")


def route_of(request: HttpRequest) -> str:
    """The name of the request's route; the pattern when it has no name, "none" when nothing matched."""
    match = request.resolver_match
    if match is None:
        return "none"
    return match.view_name if match.url_name else match.route


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    log_outcome(str(request.method), route_of(request), response.status_code, seconds)


def log_outcome(method: str, route: str, status: int, seconds: float) -> None:
    """The line of one request, whoever answered it."""
    milliseconds = round(seconds * 1000, 1)
    facts = {"method": method, "route": route, "status": status, "milliseconds": milliseconds}
    is_probe = route == "readiness" and status == 200  # asked every few seconds, and nothing to tell
    logger.log(logging.DEBUG if is_probe else logging.INFO, "%s %s %d %d ms", method, route, status, round(milliseconds), extra=facts)
