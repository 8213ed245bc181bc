# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages behind an invitation's link. Unknown and foreign tokens get the same answer."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.lifecycle.minority import is_child
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.errors import AnotherAddress, WayInClosed
from ruche.kernel.organisations.keys import is_proof
from ruche.kernel.organisations.models import Invitation, Membership
from ruche.kernel.organisations.services.acceptance import require_open
from ruche.kernel.organisations.views.ways_in import closed, guess, may_make_account, unknown, way_to_account
from ruche.kernel.users.entrance import open_entrance
from ruche.kernel.users.selectors import find_user_by_email

JOINING = "joining"  # in the session: the token whose acceptance waits for an account


@require_GET
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = _found(request, token)
        require_open(found)
    except NotFound:
        return unknown(request)
    except WayInClosed as error:
        return closed(request, found.organisation, error.code)
    if request.session.get(JOINING) == token and _is_for(request, found) and not _asks_child(found):
        return _accept(request, token)
    return _page(request, found, token)


@require_POST
def invitation_entry(request: HttpRequest, token: str) -> HttpResponse:
    """Go and get an account, or sign in; coming back accepts."""
    try:
        found = _found(request, token)
    except NotFound:
        return unknown(request)
    proof = request.POST.get("proof", "")
    organisation = found.organisation
    open_entrance(
        request,
        organisation=organisation.name,
        slug=organisation.slug,
        email=found.email,
        name=found.name,
        language=organisation.language,
        is_proven=is_proof(token, proof),
    )
    request.session[JOINING] = token
    return way_to_account(request, _address(token, proof))


@require_POST
def invitation_acceptance(request: HttpRequest, token: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("organisations:invitation", token)
    return _accept(request, token)


@require_POST
def invitation_refusal(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = services.decline_invitation(token=token)
    except NotFound:
        return unknown(request)
    except WayInClosed:
        return redirect("organisations:invitation", token)
    return closed(request, found.organisation, "declined", status=200)


def _found(request: HttpRequest, token: str) -> Invitation:
    with guess(request):
        return selectors.get_invitation_by_token(token)


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    proof = request.POST.get("proof") or request.GET.get("proof", "")
    try:
        agrees = bool(request.POST.get("agrees"))
        membership = services.accept_invitation(request.user, token=token, proof=proof, agrees=agrees)  # type: ignore[arg-type]
    except NotFound:
        return unknown(request)
    except InvalidInput as error:
        return _page(request, _found(request, token), token, faults=error.fields.get("agrees", []))
    except (WayInClosed, AnotherAddress):
        request.session.pop(JOINING, None)
        return redirect("organisations:invitation", token)
    return _enter(request, membership)


def _enter(request: HttpRequest, membership: Membership) -> HttpResponse:
    request.session.pop(JOINING, None)
    organisation = membership.organisation
    if membership.is_active:  # a child waits first, and the page there says why
        messages.success(request, _("Welcome to %(name)s.") % {"name": organisation.name})
    return redirect("ui:home", organisation.slug)


def _page(request: HttpRequest, found: Invitation, token: str, *, faults: Sequence[object] = ()) -> HttpResponse:
    proof = request.GET.get("proof", "")
    context: dict[str, Any] = {
        "invitation": found,
        "organisation": found.organisation,
        "token": token,
        "proof": proof,
        "address": _address(token, proof),
        "is_for_reader": _is_for(request, found),
        "has_account": find_user_by_email(found.email) is not None,
        "may_sign_up": may_make_account(),
        "asks_child": _asks_child(found),
        "faults": faults,
    }
    return render(request, "organisations/invitation.html", context, status=422 if faults else 200)


def _asks_child(found: Invitation) -> bool:
    """Whether the invited person is under 15, and asked for their own consent first."""
    return is_child(found.born_on, found.organisation)


def _is_for(request: HttpRequest, found: Invitation) -> bool:
    return request.user.is_authenticated and request.user.email_key == found.email_key


def _address(token: str, proof: str) -> str:
    path = reverse("organisations:invitation", args=[token])
    return f"{path}?{urlencode({'proof': proof})}" if proof else path
