# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page door of DomainError: one translator for every view."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch
from django.urls import resolve as resolve_path

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.givers import list_givers
from ruche.kernel.access.permissions import catalogue
from ruche.kernel.errors import DomainError, NotFound, PermissionRefused, TooManyAttempts
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.entering import enter_around
from ruche.kernel.organisations.models import Membership
from ruche.kernel.security.request_log import current_request
from ruche.kernel.sign_in.closed import ask_again
from ruche.kernel.sign_in.errors import RecentAuthentication

TEMPLATES = {400: "400.html", 403: "403.html", 404: "404.html", 429: "ui/refused.html"}


class RefusalMiddleware:
    """Renders a DomainError that a view let through: a page, or a toast for a part of a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if isinstance(error, DomainError) else None


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refused act; nothing that was typed is lost, because the browser keeps its page for a toast."""
    if isinstance(error, RecentAuthentication):
        return ask_again(request)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=error.status)
        response["HX-Trigger"] = json.dumps({"toast": {"message": str(error.message), "kind": "bad"}})
        response["HX-Reswap"] = "none"
    else:
        template = TEMPLATES.get(error.status, "ui/refused.html")
        response = render(request, template, {"error": error, **_surroundings(request, error)}, status=error.status)
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.retry_after)
    return response


def _surroundings(request: HttpRequest, error: DomainError) -> dict[str, Any]:
    """The organisation's own frame, and who can give the right that is missing. While the database fails, neither is read."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or error.status >= 500:
        return {}
    givers = [(one, _asking(actor, one)) for one in list_givers(actor, error.permission)] if type(error) is PermissionRefused else []
    lacking = catalogue().get(getattr(error, "permission", ""))
    return {"layout": "ui/refused_inside.html", "givers": givers, "lacking": lacking, **_of_module(request, actor, error)}


def _asking(actor: Actor, person: Membership) -> Any:
    """The first thing that a module offers to do with this person: to write to them. None where no module does."""
    for name, manifest in manifests().items():
        if manifest.person_acts and name in actor.active_modules:
            return next(iter(resolve(name, manifest.person_acts)(actor, person)), None)
    return None


def _of_module(request: HttpRequest, actor: Actor, error: DomainError) -> dict[str, Any]:
    """What the module of the page shows around the refusal, and offers instead."""
    found = manifests().get(request.resolver_match.namespace) if request.resolver_match else None
    if found is None or found.refusal is None or found.name not in actor.active_modules:
        return {}
    context: dict[str, Any] = resolve(found.name, found.refusal)(request, error)
    return context


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refuse(request, NotFound()) if request.resolver_match else _nowhere(request)


def _nowhere(request: HttpRequest) -> HttpResponse:
    """No page has this address: it is refused inside the organisation and the module that it lies in, as their pages are."""
    enter_around(request)
    request.resolver_match = _nearest(request.path_info)
    try:
        return refuse(request, NotFound())
    finally:
        request.resolver_match = None  # the log says that nothing was found


def _nearest(path: str) -> ResolverMatch | None:
    """/o/<slug>/<module>/, where there is such a page."""
    with suppress(Resolver404):
        return resolve_path("/".join([*path.split("/")[:4], ""]))
    return None


def permission_refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refuse(request, PermissionRefused())


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: whatever failed may fail again."""
    facts = current_request.get()
    context = {"request": request, "request_id": facts.request_id if facts else ""}
    return HttpResponse(render_to_string("500.html", context), status=500)
