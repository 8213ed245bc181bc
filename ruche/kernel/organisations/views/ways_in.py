# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of invitations and join codes share."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.selectors import find_own_membership
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit, give_back


@contextmanager
def guess(request: HttpRequest) -> Iterator[None]:
    """Count a try at a token or code; a right one is given back. Raises TooManyAttempts."""
    address = client_address(request)
    check_limit("entrance", address)
    yield
    give_back("entrance", address)


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/way_in_unknown.html", status=404)


def closed(request: HttpRequest, organisation: Organisation, code: str, *, status: int = 410) -> HttpResponse:
    """`code`: expired, used_up, revoked, declined, accepted, or suspended: that one opens again with its organisation."""
    status = 403 if code == "suspended" else status
    context = {"organisation": organisation, "code": code, "membership": find_own_membership(request.user, organisation)}
    return render(request, "organisations/way_in_closed.html", context, status=status)


def way_to_account(request: HttpRequest, back: str) -> HttpResponse:
    """To sign-up or sign-in, as the form asked, and then back."""
    page = "account_signup" if request.POST.get("way") == "sign-up" else settings.LOGIN_URL
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")


def may_make_account() -> bool:
    """Whether whoever holds a way in may make an account here."""
    return bool(settings.ENVIRONMENT.registration != "closed")
