# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page behind the link of a letter to a parent, who needs no account; and the page of a child who waits."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.errors import Conflict, NotFound
from ruche.kernel.lifecycle.forms.minors import GuardianForm
from ruche.kernel.lifecycle.selectors import minors as selectors
from ruche.kernel.lifecycle.services import consents
from ruche.kernel.lifecycle.services.minors import agree_as_child
from ruche.kernel.organisations.errors import WayInClosed
from ruche.kernel.organisations.forms.submission import submit
from ruche.kernel.organisations.views.ways_in import guess
from ruche.kernel.security.addresses import client_address
from ruche.kernel.users.models import User


@require_GET
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, what for, what is kept; and the answer that was given."""
    return _page(request, token, GuardianForm())


@require_POST
def consent_agreement(request: HttpRequest, token: str) -> HttpResponse:
    form = GuardianForm(request.POST)
    try:
        given = submit(request, form, lambda values: _give(request, token, values["name"], values["authority"]))
    except NotFound:
        return _unknown(request)
    return redirect("lifecycle:consent", token) if given else _page(request, token, form)


@require_POST
def consent_refusal(request: HttpRequest, token: str) -> HttpResponse:
    try:
        consents.refuse_consent(token=token, user=_user(request), address=client_address(request))
    except NotFound:
        return _unknown(request)
    except (WayInClosed, Conflict):
        pass  # the page says how it stands
    return redirect("lifecycle:consent", token)


@require_POST
def consent_withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    try:
        consents.withdraw_consent(token=token, user=_user(request))
    except NotFound:
        return _unknown(request)
    except (WayInClosed, Conflict):
        pass  # the page says how it stands
    return redirect("lifecycle:consent", token)


@login_required
@require_POST
def child_agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """A child's own consent, where it was not asked when they came."""
    if request.POST.get("agrees"):
        agree_as_child(cast(User, request.user).id, slug=slug)
    return redirect("ui:home", slug)


def _give(request: HttpRequest, token: str, name: str, has_authority: bool) -> object:
    return consents.give_consent(token=token, user=_user(request), name=name, has_authority=has_authority, address=client_address(request))


def _page(request: HttpRequest, token: str, form: GuardianForm) -> HttpResponse:
    try:
        with guess(request):
            question = selectors.get_question(token)
    except NotFound:
        return _unknown(request)
    context = {"question": question, "organisation": question.organisation, "token": token, "form": form}
    if question.closed:
        return render(request, "lifecycle/consent_closed.html", context, status=410)
    return render(request, "lifecycle/consent.html", context, status=422 if form.errors else 200)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/way_in_unknown.html", status=404)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
