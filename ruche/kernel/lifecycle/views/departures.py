# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody leaves: when, and who receives what is theirs; afterwards too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.errors import PermissionRefused
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.forms.departures import DepartureForm, HeirsForm
from ruche.kernel.lifecycle.models import Departure
from ruche.kernel.lifecycle.selectors import Leaving
from ruche.kernel.lifecycle.selectors.owned import REASSIGN
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform


@require_http_methods(["GET", "POST"])
def departure(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Plan that somebody leaves, or change the plan."""
    leaving = selectors.get_leaving(request.actor, membership_id)
    if request.method == "POST" and not leaving.may_change:
        raise PermissionRefused.of(selectors.LEAVE)
    form = _form(request, leaving)
    if submit(request, form, lambda values: _save(request, leaving, form)):
        messages.success(request, _("The departure is planned."))
        return redirect("lifecycle:departure", request.organisation.slug, membership_id)
    is_planned = leaving.departure is not None and leaving.departure.state == Departure.State.PLANNED
    context = {"leaving": leaving, "membership": leaving.membership, "form": form, "is_planned": is_planned, **_named(request, form)}
    return render(request, "lifecycle/departure.html", context, status=status_of(form))


@require_GET
def heir_search(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """People who could receive what is owned of the kind `kind`, for the words in `q`."""
    search = request.GET.get("q", "")
    people = selectors.list_possible_heirs(request.actor, search=search, without=membership_id) if search.strip() else []
    context = {"people": people, "search": search, "kind": request.GET.get("kind", "")[:60]}
    return render(request, "lifecycle/_heirs.html", context)


@require_POST
def departure_cancellation(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.cancel_leaving(request.actor, membership_id=membership_id),
        done=_("The departure is cancelled. They stay."),
        to=_member_page(request, membership_id),
    )


@require_POST
def departure_completion(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """At once, without waiting for the last day."""
    return perform(
        request,
        lambda: services.finish_leaving(request.actor, membership_id=membership_id),
        done=_("They have left. What they wrote stays."),
        to=reverse("lifecycle:departure", args=[request.organisation.slug, membership_id]),
    )


@require_GET
def leaver_list(request: OrganisationRequest) -> HttpResponse:
    """Things without an owner."""
    page = selectors.list_leavers(request.actor, after=request.GET.get("after") or None)
    return render(request, "lifecycle/leaver_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def leaver_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """What somebody left behind, and who receives it."""
    leaver = selectors.get_leaver(request.actor, membership_id)
    form = HeirsForm(leaver.owned, {}, request.POST or None)
    if submit(request, form, lambda _values: _hand_over(request, membership_id, form.heirs)):
        messages.success(request, _("Handed over."))
        return redirect("lifecycle:leaver_list", request.organisation.slug)
    context = {"leaver": leaver, "membership": leaver.membership, "form": form, **_named(request, form)}
    return render(request, "lifecycle/leaver_detail.html", context, status=status_of(form))


def _form(request: OrganisationRequest, leaving: Leaving) -> DepartureForm:
    planned = leaving.departure if leaving.departure and leaving.departure.state == Departure.State.PLANNED else None
    owned = leaving.owned if request.actor.can(REASSIGN) else ()
    initial = {"last_day": planned.last_day if planned else today(request.organisation)}
    return DepartureForm(owned, leaving.heirs, request.POST or None, initial=initial)


def _save(request: OrganisationRequest, leaving: Leaving, form: DepartureForm) -> Departure:
    is_planned = leaving.departure is not None and leaving.departure.state == Departure.State.PLANNED
    act = services.change_departure if is_planned else services.start_leaving
    heirs = form.heirs if request.actor.can(REASSIGN) else None
    return act(request.actor, membership_id=leaving.membership.pk, last_day=form.cleaned_data["last_day"], heirs=heirs)


def _hand_over(request: OrganisationRequest, membership_id: UUID, heirs: Mapping[str, UUID]) -> bool:
    services.reassign_each(request.actor, from_id=membership_id, heirs=heirs)
    return True


def _named(request: OrganisationRequest, form: HeirsForm) -> dict[str, Any]:
    """The people who are chosen in a form, by id, so that it shows them again."""
    return {"named": selectors.find_people(request.actor, [one.value() for one in form.heir_fields])}


def _member_page(request: OrganisationRequest, membership_id: UUID) -> str:
    return reverse("organisations:member_detail", args=[request.organisation.slug, membership_id])
