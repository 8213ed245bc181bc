# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.search.page import page_of_results


@require_GET
def results(request: OrganisationRequest) -> HttpResponse:
    """What was found; more of it as a part of the page."""
    page = page_of_results(request.actor, request.GET)
    template = "search/_more.html" if request.headers.get("HX-Request") and page.after else "search/results.html"
    return render(request, template, {"page": page})
