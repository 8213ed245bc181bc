# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of the account: one's tokens, what may act for one, and the providers that sign one in."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import DomainError
from ruche.kernel.identity import selectors, services
from ruche.kernel.identity.acting import acting_in
from ruche.kernel.identity.forms import TokenForm
from ruche.kernel.identity.scopes import own_permissions
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.selectors.organisations import list_organisations_of
from ruche.kernel.sign_in.recent import require_whole
from ruche.kernel.users.access import PersonRequest


@require_http_methods(["GET", "POST"])
@require_whole
def token_list(request: PersonRequest) -> HttpResponse:
    """One's tokens; with ?organisation= the form for another one there."""
    with _chosen(request) as actor:
        form = made = None
        if actor is not None:
            form = TokenForm(own_permissions(actor), request.POST or None)
            made = submit(request, form, lambda values: services.create_token(actor, **values))
        context = {
            "tokens": selectors.list_tokens(request.user),
            "choices": list_organisations_of(request.user),
            "actor": actor,
            "form": form if made is None else None,
            "made": made,
        }
        return render(request, "identity/token_list.html", context, status=status_of(form) if form else 200)


def _chosen(request: PersonRequest) -> AbstractContextManager[Actor | None]:
    slug = request.GET.get("organisation", "")
    return acting_in(request, slug) if slug else nullcontext()


@require_POST
@require_whole
def token_revocation(request: PersonRequest, token_id: UUID) -> HttpResponse:
    services.revoke_token(request.user, token_id=token_id)
    messages.success(request, _("The token no longer opens anything."))
    return redirect("identity:token_list")


@require_GET
@require_whole
def grant_list(request: PersonRequest) -> HttpResponse:
    """What may act for one, and who signs one in."""
    organisations = [one.organisation_id for one in list_organisations_of(request.user)]
    context = {
        "grants": selectors.list_grants(request.user),
        "links": selectors.list_links(request.user),
        "linkable": selectors.list_linkable(request.user, organisations),
    }
    return render(request, "identity/grant_list.html", context)


@require_POST
@require_whole
def grant_revocation(request: PersonRequest, consent_id: UUID) -> HttpResponse:
    return _perform(
        request,
        lambda: services.revoke_consent(request.user, consent_id=consent_id),
        _("This application may do nothing more for you."),
    )


@require_POST
@require_whole
def link_removal(request: PersonRequest, account_id: UUID) -> HttpResponse:
    return _perform(
        request, lambda: services.unlink_provider(request.user, account_id=account_id), _("This provider no longer signs you in.")
    )


def _perform(request: PersonRequest, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        if error.status == 404:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("identity:grant_list")
