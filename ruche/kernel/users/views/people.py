# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ruche.kernel.users.access import PersonRequest, for_instance_administrator
from ruche.kernel.users.recovery import make_recovery_link
from ruche.kernel.users.selectors import get_person, list_people


@require_safe
@for_instance_administrator
def person_list(request: PersonRequest) -> HttpResponse:
    search = request.GET.get("search", "")[:120].strip()
    page = list_people(request.user, search=search, after=request.GET.get("after", ""))
    template = "users/_people.html" if request.headers.get("HX-Request") else "users/person_list.html"
    return render(request, template, {"page": page, "search": search})


@require_POST
@never_cache
@for_instance_administrator
def recovery_link(request: PersonRequest, person_id: UUID) -> HttpResponse:
    person = get_person(request.user, person_id)
    link = make_recovery_link(request.user, person)
    return render(request, "users/recovery_link.html", {"person": person, "link": link})
