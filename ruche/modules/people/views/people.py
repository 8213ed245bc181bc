# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.people.forms import PersonFilter, ProfileForm
from ruche.modules.people.models import ProfileChange
from ruche.modules.people.permissions import EXPORT_PEOPLE
from ruche.modules.people.selectors import (
    count_people,
    count_waiting_changes,
    find_profile,
    get_person,
    list_acts,
    list_history,
    list_people,
    list_skills_of,
)
from ruche.modules.people.services import update_profile


@require_GET
def person_list(request: OrganisationRequest) -> HttpResponse:
    """The directory."""
    narrowed = PersonFilter(request.actor, request.GET)
    values = narrowed.values()
    page = list_people(request.actor, **values, after=request.GET.get("after") or None)
    context = {"filter": narrowed, "page": page, "count": count_people(request.actor, **values), "more": narrowed.query(after=page.next)}
    if request.headers.get("HX-Request"):
        return render(request, "people/_people.html", context)
    context["may_export"] = request.actor.can(EXPORT_PEOPLE)
    context["waiting"] = count_waiting_changes(request.actor)
    return render(request, "people/person_list.html", context)


@require_GET
def person_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    person = get_person(request.actor, membership_id)
    context = {"person": person, "acts": list_acts(request.actor, person), "history": list_history(request.actor, membership_id)}
    return render(request, "people/person_detail.html", context)


@require_GET
def person_card(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Somebody in short, for the side of a page."""
    person = get_person(request.actor, membership_id)
    return render(request, "people/_card.html", {"person": person, "acts": list_acts(request.actor, person)})


@require_http_methods(["GET", "POST"])
def profile_update(request: OrganisationRequest) -> HttpResponse:
    """One's own profile."""
    actor = request.actor
    form = ProfileForm.of(find_profile(actor), list_skills_of(actor.membership.pk), request.POST or None)
    own_page = reverse("people:person_detail", args=[request.organisation.slug, actor.membership.pk])
    if form.is_valid():
        try:
            update_profile(actor, **form.changes())
            messages.success(request, _("Your profile is saved."))
            return redirect(own_page)
        except InvalidInput as error:
            form.refuse(error)
    context = {"form": form, "back_url": own_page, "waiting": _waiting(request)}
    return render(request, "people/profile_update.html", context, status=422 if form.errors else 200)


def _waiting(request: OrganisationRequest) -> list[ProfileChange]:
    history = list_history(request.actor, request.actor.membership.pk)
    return [change for change in history if change.state == ProfileChange.State.PROPOSED]
