# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisations of the instance, for its administrator: names and counts, closing and opening them. Nothing of what is inside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.protection import selectors, services
from ruche.kernel.protection.forms import SuspensionForm
from ruche.kernel.users.access import PersonRequest, for_instance_administrator


@require_safe
@for_instance_administrator
def organisation_list(request: PersonRequest) -> HttpResponse:
    words, only_suspended = request.GET.get("q", ""), request.GET.get("state") == "suspended"
    page = selectors.list_organisation_summaries(
        request.user, words=words, suspended=only_suspended, after=request.GET.get("after") or None
    )
    return render(request, "instance/organisations.html", {"page": page, "words": words, "only_suspended": only_suspended})


@require_http_methods(["GET", "HEAD", "POST"])
@for_instance_administrator
def suspension(request: PersonRequest, organisation_id: UUID) -> HttpResponse:
    summary = selectors.get_organisation_summary(request.user, organisation_id)
    form = SuspensionForm.of(summary.organisation, request.POST or None)
    if submit(request, form, lambda values: services.suspend_organisation(request.user, organisation_id=organisation_id, **values)):
        messages.success(request, _("Suspended. Its people read why, and its owners get a letter."))
        return redirect("protection:instance_organisation_list")
    return render(request, "instance/organisation_suspension.html", {"summary": summary, "form": form}, status=status_of(form))


@require_POST
@for_instance_administrator
def resumption(request: PersonRequest, organisation_id: UUID) -> HttpResponse:
    organisation = services.resume_organisation(request.user, organisation_id=organisation_id)
    messages.success(request, _("%(name)s is open again.") % {"name": organisation.name})
    return redirect("protection:instance_organisation_list")
