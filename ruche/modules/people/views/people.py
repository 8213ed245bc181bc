# SPDX-License-Identifier: AGPL-3.0-or-later
import csv
import re
from typing import Any
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
    Person,
    count_people,
    count_waiting_changes,
    find_profile,
    get_person,
    list_acts,
    list_exported,
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
    context["may_export"] = request.actor.can(EXPORT_PEOPLE)
    context["waiting"] = count_waiting_changes(request.actor)
    template = "people/_people.html" if request.headers.get("HX-Request") else "people/person_list.html"
    return render(request, template, context)


@require_GET
def person_export(request: OrganisationRequest) -> HttpResponse:
    """The directory as it is narrowed, as a table for a spreadsheet."""
    people = list_exported(request.actor, **PersonFilter(request.actor, request.GET).values())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.organisation.slug}-people.csv"'
    answer.write("\ufeff")  # so that spreadsheets read the accents
    table = csv.writer(answer)
    table.writerow([_("Name"), _("Function"), _("Role"), _("Groups"), _("Skills"), _("Languages"), _("Telephone"), _("E-mail")])
    table.writerows(_row(person) for person in people)
    return answer


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


def _row(person: Person) -> list[str]:
    cells: list[Any] = [
        person.membership.name,
        person.profile.title,
        person.membership.get_role_display(),
        ", ".join(row.group.name for row in person.groups),
        ", ".join(row.skill.name for row in person.skills),
        ", ".join(person.profile.languages),
        person.phone,
        person.email,
    ]
    return [_harmless(str(cell)) for cell in cells]


def _harmless(cell: str) -> str:
    """No formula for a spreadsheet to run; a telephone number is none."""
    return f"'{cell}" if re.match(r"[=@+\-\t\r]", cell) and not re.fullmatch(r"\+[0-9 ().-]+", cell) else cell
