# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ruche.kernel.access.roles import Role
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.forms.organisations import GeneralForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.navigation import settings_pages
from ruche.kernel.organisations.requests import OrganisationRequest


@require_GET
def settings(request: OrganisationRequest) -> HttpResponse:
    """The first page of settings that the person may open."""
    return redirect(settings_pages(request.actor)[0].url_name, request.organisation.slug)


@require_http_methods(["GET", "POST"])
def general(request: OrganisationRequest) -> HttpResponse:
    request.actor.require("organisation.update_organisation")
    form = GeneralForm.of(request.organisation, request.POST or None)
    organisation = submit(request, form, lambda values: services.update_organisation(request.actor, **values))
    if organisation:
        messages.success(request, _("Saved."))
        return redirect("organisations:general", organisation.slug)
    logo = selectors.find_logo(request.organisation)
    context = {"form": form, "former": selectors.list_former_slugs(request.actor), "logo": logo}
    return render(request, "organisations/general.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def departure(request: OrganisationRequest) -> HttpResponse:
    """Leave the organisation."""
    is_last_owner = request.actor.role == Role.OWNER and selectors.count_owners(request.actor) < 2
    if request.method == "POST":
        try:
            services.leave_organisation(request.actor)
        except LastOwner:
            is_last_owner = True
        else:
            messages.success(request, _("You have left %(name)s.") % {"name": request.organisation.name})
            return redirect("start")
    status = 409 if request.method == "POST" else 200
    return render(request, "organisations/departure.html", {"is_last_owner": is_last_owner}, status=status)
