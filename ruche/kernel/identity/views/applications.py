# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.identity import selectors, services
from ruche.kernel.identity.forms import ApplicationForm
from ruche.kernel.identity.models import Application
from ruche.kernel.identity.services.applications import NewApplication
from ruche.kernel.identity.views.places import Place, in_place
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.sign_in.recent import check_recent

_MANAGE = "organisation.manage_applications"


@require_GET
@in_place(_MANAGE)
def application_list(place: Place) -> HttpResponse:
    lines = [{"application": one, "url": place.url("application_detail", one.pk)} for one in selectors.list_applications(place.by)]
    context: dict[str, Any] = {"lines": lines, "new_url": place.url("application_creation"), "accounts": None}
    if place.actor is not None:
        context["accounts"] = selectors.list_service_accounts(place.actor)
    return place.show("application_list", context)


@require_http_methods(["GET", "POST"])
@in_place(_MANAGE)
def application_creation(place: Place) -> HttpResponse:
    check_recent()
    form = ApplicationForm(place.permissions(), place.request.POST or None, is_new=True)
    made = submit(place.request, form, lambda values: services.register_application(place.by, **values))
    if made is not None:
        return _shown_once(place, made)
    return place.show("application_form", {"form": form, "urls": _urls(place)}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@in_place(_MANAGE)
def application_detail(place: Place, application_id: UUID) -> HttpResponse:
    application = selectors.get_application(place.by, application_id)
    check_recent()
    form = ApplicationForm(place.permissions(), place.request.POST or None, initial=_values(application))
    if submit(place.request, form, lambda values: services.update_application(place.by, application_id=application_id, **values)):
        messages.success(place.request, _("Kept."))
        return place.go("application_detail", application_id)
    context = {"form": form, "application": application, "urls": _urls(place, application), "discovery": _discovery()}
    return place.show("application_form", context, status=status_of(form))


@require_POST
@in_place(_MANAGE)
def application_secret(place: Place, application_id: UUID) -> HttpResponse:
    return _shown_once(place, services.renew_secret(place.by, application_id=application_id))


@require_POST
@in_place(_MANAGE)
def application_deletion(place: Place, application_id: UUID) -> HttpResponse:
    services.delete_application(place.by, application_id=application_id)
    messages.success(place.request, _("The application is removed. Its tokens no longer open anything."))
    return place.go("application_list")


def _shown_once(place: Place, made: NewApplication) -> HttpResponse:
    context = {"application": made.application, "secret": made.secret, "urls": _urls(place, made.application), "discovery": _discovery()}
    return place.show("application_secret", context)


def _discovery() -> str:
    return f"{settings.PUBLIC_URL}{reverse('idp:oidc:configuration')}"


def _urls(place: Place, application: Application | None = None) -> dict[str, str]:
    names = {"detail": "application_detail", "secret": "application_secret", "deletion": "application_deletion"}  # pragma: allowlist secret
    own = {key: place.url(name, application.pk) for key, name in names.items()} if application else {}
    return {"list": place.url("application_list"), **own}


def _values(application: Application) -> dict[str, Any]:
    client = application.client
    return {
        "name": client.name,
        "description": application.description,
        "homepage": application.homepage,
        "redirect_uris": client.get_redirect_uris(),
        "origins": client.get_cors_origins(),
        "permissions": application.permissions,
        "is_active": application.is_active,
    }
