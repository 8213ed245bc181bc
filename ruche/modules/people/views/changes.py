# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform
from ruche.modules.people import services
from ruche.modules.people.forms import ProfileRulesForm
from ruche.modules.people.models import ProfileChange
from ruche.modules.people.selectors import can_decide, get_change, list_changes, list_deciders


@require_GET
def change_list(request: OrganisationRequest) -> HttpResponse:
    """One's own, and those one decides. `state`: only these; from the start, those that wait."""
    state = request.GET.get("state", ProfileChange.State.PROPOSED)
    page = list_changes(request.actor, state=state, after=request.GET.get("after") or None)
    context = {"page": page, "state": state, "states": ProfileChange.State.choices}
    context["can_rule"] = request.actor.can("organisation.manage_members")
    return render(request, "people/change_list.html", context)


@require_GET
def change_detail(request: OrganisationRequest, change_id: UUID) -> HttpResponse:
    change = get_change(request.actor, change_id)
    is_waiting = change.state == ProfileChange.State.PROPOSED
    context = {
        "change": change,
        "can_decide": can_decide(request.actor, change),
        "is_own": change.membership_id == request.actor.membership.pk,
        "deciders": list_deciders(request.actor, change.membership_id, limit=3) if is_waiting else [],
        "back_url": reverse("people:change_list", args=[request.organisation.slug]),
    }
    return render(request, "people/change_detail.html", context)


@require_POST
def change_approval(request: OrganisationRequest, change_id: UUID) -> HttpResponse:
    return _decide(request, change_id, services.approve_change, _("Approved: the profile is changed."), note=request.POST.get("note", ""))


@require_POST
def change_rejection(request: OrganisationRequest, change_id: UUID) -> HttpResponse:
    return _decide(request, change_id, services.reject_change, _("Not approved: the profile stays."), note=request.POST.get("note", ""))


@require_POST
def change_withdrawal(request: OrganisationRequest, change_id: UUID) -> HttpResponse:
    return _decide(request, change_id, services.withdraw_change, _("Withdrawn."))


@require_http_methods(["GET", "POST"])
def profile_rules(request: OrganisationRequest) -> HttpResponse:
    """Which fields need approval."""
    request.actor.require("organisation.manage_members")
    form = ProfileRulesForm.now(request.POST or None)

    def keep(values: dict[str, Any]) -> bool:
        services.set_profile_rules(request.actor, **values)
        return True

    back_url = reverse("people:change_list", args=[request.organisation.slug])
    if submit(request, form, keep):
        messages.success(request, _("Saved."))
        return redirect(back_url)
    return render(request, "people/profile_rules.html", {"form": form, "back_url": back_url}, status=status_of(form))


def _decide(request: OrganisationRequest, change_id: UUID, service: Callable[..., Any], done: str, **more: str) -> HttpResponse:
    to = reverse("people:change_detail", args=[request.organisation.slug, change_id])
    return perform(request, lambda: service(request.actor, change_id=change_id, **more), done=done, to=to)
