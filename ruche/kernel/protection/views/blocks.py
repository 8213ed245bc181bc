# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom one blocks: for oneself alone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.protection import selectors, services


@require_safe
def block_list(request: OrganisationRequest) -> HttpResponse:
    context = {"people": selectors.list_blocked(request.actor), "takes_messages": selectors.takes_messages(request.actor)}
    return render(request, "protection/block_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def block_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """What blocking somebody does, and doing it."""
    if request.method == "POST":
        person = services.block(request.actor, membership_id=membership_id)
        messages.success(request, _("%(name)s is blocked.") % {"name": person.name})
        return redirect("protection:block_list", request.organisation.slug)
    person = selectors.get_other(request.actor, membership_id)
    context = {"membership": person, "is_blocked": selectors.is_blocking(request.actor, membership_id)}
    return render(request, "protection/block_detail.html", context)


@require_POST
def block_removal(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    services.unblock(request.actor, membership_id=membership_id)
    messages.success(request, _("Not blocked any more."))
    return redirect("protection:block_list", request.organisation.slug)


@require_POST
def message_privacy(request: OrganisationRequest) -> HttpResponse:
    """`takes_messages`: 1 or nothing."""
    services.set_takes_messages(request.actor, takes_messages=request.POST.get("takes_messages") == "1")
    messages.success(request, _("Saved."))
    return redirect("protection:block_list", request.organisation.slug)
