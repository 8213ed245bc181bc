# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in by a provider: out with the browser, and back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ruche.kernel.errors import DomainError, TooManyAttempts
from ruche.kernel.identity.models import IdentityProvider
from ruche.kernel.identity.openid.flow import Flow, begin, read_identity, take_flow
from ruche.kernel.identity.selectors import find_active_provider
from ruche.kernel.identity.services import link_provider, sign_in_by_provider
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.sign_in.gate import enter
from ruche.kernel.sign_in.recent import check_recent, check_whole


@require_http_methods(["GET", "POST"])
def provider_login(request: HttpRequest, slug: str) -> HttpResponse:
    """GET asks once more (a link from elsewhere signs nobody in), POST leaves for the provider.

    By a page in between: Chromium holds form-action also against the address that a form's answer redirects to.
    """
    provider = _provider(slug)
    following, is_link = _following(request), request.POST.get("link") == "1"
    if request.method == "GET":
        return render(request, "identity/provider_login.html", {"provider": provider, "following": following})
    if is_link and request.user.is_authenticated:
        check_whole(request)
        check_recent()
    try:
        address = begin(request, provider, following=following, is_link=is_link and request.user.is_authenticated)
    except DomainError as error:
        return _refused(request, provider, error)
    return render(request, "identity/provider_departure.html", {"provider": provider, "address": address})


@require_GET
def provider_callback(request: HttpRequest, slug: str) -> HttpResponse:
    """Back from the provider."""
    provider = _provider(slug)
    try:
        check_limit("oidc_callback", client_address(request))
        flow = take_flow(request, provider)
        claims = read_identity(request, provider, flow)
        return _link(request, provider, claims) if flow.is_link else _enter(request, provider, flow, claims)
    except TooManyAttempts:
        raise
    except DomainError as error:
        return _refused(request, provider, error)


def _enter(request: HttpRequest, provider: IdentityProvider, flow: Flow, claims: dict[str, Any]) -> HttpResponse:
    user = sign_in_by_provider(provider, claims)
    response: HttpResponse = enter(
        request, user, method="provider", organisation_id=provider.organisation_id, redirect_url=flow.following or None
    )
    return response


def _link(request: HttpRequest, provider: IdentityProvider, claims: dict[str, Any]) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    check_whole(request)
    link_provider(request.user, provider, claims)
    messages.success(request, _("You can now sign in by %(name)s.") % {"name": provider.name})
    return redirect("identity:grant_list")


def _provider(slug: str) -> IdentityProvider:
    found = find_active_provider(slug)
    if found is None:
        raise Http404
    return found


def _following(request: HttpRequest) -> str:
    address = (request.POST or request.GET).get("next", "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""


def _refused(request: HttpRequest, provider: IdentityProvider, error: DomainError) -> HttpResponse:
    return render(request, "identity/provider_refused.html", {"provider": provider, "error": error}, status=error.status)
