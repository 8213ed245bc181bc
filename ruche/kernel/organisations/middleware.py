# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the address to the actor: who asks, in which organisation, and whether the module's gate is open."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from ruche.kernel.api.refusals import refusal
from ruche.kernel.api.tokens import has_bearer
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.errors import DomainError
from ruche.kernel.identity.bearers import admit_bearer, opens
from ruche.kernel.lifecycle.waiting import answer_waiting
from ruche.kernel.organisations.entering import enter
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.organisations import find_membership_at
from ruche.kernel.organisations.services.visits import record_visit
from ruche.kernel.security.refusals import refuse_request
from ruche.kernel.sign_in.closed import answer_closed
from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.sign_in.gate import check_gate
from ruche.kernel.sign_in.recent import proof_of
from ruche.kernel.sign_in.services.sessions import note_use
from ruche.kernel.users.models import User

SLUG = "organisation_slug"  # the URL argument that this middleware takes away before the view is called


class OrganisationMiddleware:
    """Sets request.actor, request.organisation and the context of both locks; answers 404 to strangers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with organisation_scope(None):
            if has_bearer(request):
                try:
                    admit_bearer(request)
                except DomainError as error:
                    return refuse_request(request, error)
            if request.user.is_authenticated:
                current_user_id.set(request.user.pk)
                note_use(request)
            with proof_of(request):
                return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        slug = kwargs.pop(SLUG, None)
        if slug is None:
            return None
        if not request.user.is_authenticated:
            return _sign_in(request)
        try:
            membership = _membership(request, slug)
        except Http404:
            if (waiting := answer_waiting(request, slug)) is not None:
                return waiting
            raise
        if membership.organisation.slug != slug:
            return _moved(request, slug, membership.organisation.slug)
        if (closed := check_gate(request.user, membership, facts_of(request))) is not None:
            return answer_closed(request, membership.organisation, closed)
        enter(request, membership)
        _gate(request)
        record_visit(request.actor)
        return None


def _membership(request: HttpRequest, slug: str) -> Membership:
    found = find_membership_at(cast(User, request.user), slug)
    if found is None or not opens(request, found.organisation_id):
        raise Http404
    return found


def _sign_in(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refusal("not_authenticated", status=401)
    return redirect_to_login(request.get_full_path())


def _moved(request: HttpRequest, old: str, new: str) -> HttpResponse:
    address = request.get_full_path().replace(f"/o/{old}/", f"/o/{new}/", 1)
    return HttpResponsePermanentRedirect(address, preserve_request=True)


def _gate(request: Any) -> None:
    for namespace in request.resolver_match.namespaces:
        module = namespace.removeprefix("api-")
        if module in _gated() and module not in request.actor.active_modules:
            raise Http404


def _gated() -> set[str]:
    from ruche.kernel.modules.registry import manifests

    return set(manifests())
