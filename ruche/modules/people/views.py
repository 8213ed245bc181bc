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
from ruche.modules.people.selectors import count_people, find_profile, get_person, list_acts, list_people
from ruche.modules.people.services import update_profile


@require_GET
def person_list(request: OrganisationRequest) -> HttpResponse:
    """The directory."""
    narrowed = PersonFilter(request.actor, request.GET)
    values = narrowed.values()
    page = list_people(request.actor, **values, after=request.GET.get("after") or None)
    context = {"filter": narrowed, "page": page, "count": count_people(request.actor, **values), "more": narrowed.query(after=page.next)}
    template = "people/_people.html" if request.headers.get("HX-Request") else "people/person_list.html"
    return render(request, template, context)


@require_GET
def person_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    person = get_person(request.actor, membership_id)
    return render(request, "people/person_detail.html", {"person": person, "acts": list_acts(request.actor, person)})


@require_http_methods(["GET", "POST"])
def profile_update(request: OrganisationRequest) -> HttpResponse:
    """One's own profile."""
    form = ProfileForm.of(find_profile(request.actor), request.POST or None)
    if form.is_valid():
        try:
            update_profile(request.actor, **form.cleaned_data)
            messages.success(request, _("Your profile is saved."))
            return redirect("people:person_detail", request.organisation.slug, request.actor.membership.pk)
        except InvalidInput as error:
            form.refuse(error)
    back_url = reverse("people:person_detail", args=[request.organisation.slug, request.actor.membership.pk])
    return render(request, "people/profile_update.html", {"form": form, "back_url": back_url}, status=422 if form.errors else 200)
