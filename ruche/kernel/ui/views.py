# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import asdict

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.ui import installation
from ruche.kernel.ui.palette import find_palette_groups
from ruche.kernel.ui.selectors import find_last_organisation, home_of


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The address without more: the last organisation, the choice of one, or the way in."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    organisation = find_last_organisation(request.user, only=facts_of(request).organisation_id)
    return redirect("ui:home", organisation.slug) if organisation else redirect("organisations:choose")


@require_GET
def home(request: OrganisationRequest) -> HttpResponse:
    return render(request, "ui/home.html", {"home": home_of(request)})


@require_GET
def palette(request: OrganisationRequest) -> JsonResponse:
    """{"groups": [{label, entries: [{kind, label, detail, url, icon}]}]} for the words in `q`."""
    groups = find_palette_groups(request.actor, request.GET.get("q", "")[:80])
    return JsonResponse({"groups": [asdict(group) for group in groups]}, encoder=DjangoJSONEncoder)


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/offline.html")


@require_GET
@cache_control(max_age=3600, public=True)
def web_manifest(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(installation.web_manifest())
    response["Content-Type"] = "application/manifest+json"
    return response


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a service worker governs the folder it comes from."""
    response = HttpResponse(installation.service_worker(), content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    return response
