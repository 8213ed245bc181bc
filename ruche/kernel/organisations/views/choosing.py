# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ruche.kernel.organisations import selectors
from ruche.kernel.organisations.forms.ways_in import CodeForm
from ruche.kernel.organisations.services import can_create_organisation

SHOWN = 100


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """One's organisations, and how to get another one."""
    search = request.GET.get("q", "")
    context = {
        "memberships": selectors.list_organisations_of(request.user, search=search, limit=SHOWN),  # type: ignore[arg-type]
        "unread": selectors.organisations_with_unread(request.user),  # type: ignore[arg-type]
        "waiting": selectors.list_waiting_organisations(request.user),  # type: ignore[arg-type]
        "search": search,
        "may_create": can_create_organisation(request.user),  # type: ignore[arg-type]
        "form": CodeForm(),
    }
    return render(request, "organisations/choose.html", context)


@login_required
@require_GET
def switcher(request: HttpRequest) -> HttpResponse:
    """The lines of the switcher for the words in `q`."""
    search = request.GET.get("q", "")
    context = {
        "memberships": selectors.list_organisations_of(request.user, search=search),  # type: ignore[arg-type]
        "unread": selectors.organisations_with_unread(request.user),  # type: ignore[arg-type]
        "search": search,
    }
    return render(request, "organisations/_switcher.html", context)
