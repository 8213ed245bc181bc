# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import DomainError, NotFound
from ruche.kernel.identity import selectors, services
from ruche.kernel.identity.forms import DomainForm, MappingForm, ProviderForm
from ruche.kernel.identity.models import IdentityProvider
from ruche.kernel.identity.openid.flow import callback_url
from ruche.kernel.identity.views.places import Place, in_place
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.sign_in.recent import check_recent
from ruche.kernel.users.access import for_instance_administrator

_MANAGE = "organisation.manage_sign_in"


@require_GET
@in_place(_MANAGE)
def provider_list(place: Place) -> HttpResponse:
    lines = [{"provider": one, "url": place.url("provider_detail", one.pk)} for one in selectors.list_providers(place.by)]
    waiting = [] if place.actor else selectors.list_open_domains()
    return place.show("provider_list", {"lines": lines, "waiting": waiting, "new_url": place.url("provider_creation")})


@require_http_methods(["GET", "POST"])
@in_place(_MANAGE)
def provider_creation(place: Place) -> HttpResponse:
    check_recent()
    form = ProviderForm(place.highest_role, place.request.POST or None, is_new=True)
    made = submit(place.request, form, lambda values: services.create_provider(place.by, **values))
    if made is not None:
        return place.go("provider_detail", made.pk)
    return place.show("provider_form", {"form": form, "urls": {"list": place.url("provider_list")}}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@in_place(_MANAGE)
def provider_detail(place: Place, provider_id: UUID) -> HttpResponse:
    provider = selectors.get_provider(place.by, provider_id)
    check_recent()
    form = ProviderForm(place.highest_role, place.request.POST or None, initial=_values(provider))
    if submit(place.request, form, lambda values: services.update_provider(place.by, provider_id=provider_id, **values)):
        messages.success(place.request, _("Kept."))
        return place.go("provider_detail", provider_id)
    return _detail(place, provider, form=form)


@require_POST
@in_place(_MANAGE)
def provider_test(place: Place, provider_id: UUID) -> HttpResponse:
    """Asks the provider now."""
    return _perform(
        place, provider_id, lambda: services.check_provider(place.by, provider_id=provider_id), _("The provider answers as it should.")
    )


@require_POST
@in_place(_MANAGE)
def provider_deletion(place: Place, provider_id: UUID) -> HttpResponse:
    services.delete_provider(place.by, provider_id=provider_id)
    messages.success(place.request, _("The provider is removed. Nobody signs in by it any more."))
    return place.go("provider_list")


@require_POST
@in_place(_MANAGE)
def domain_entry(place: Place, provider_id: UUID) -> HttpResponse:
    form = DomainForm(place.request.POST)
    if submit(place.request, form, lambda values: services.add_domain(place.by, provider_id=provider_id, **values)):
        return place.go("provider_detail", provider_id)
    return _detail(place, selectors.get_provider(place.by, provider_id), domain_form=form)


@require_POST
@in_place(_MANAGE)
def domain_removal(place: Place, provider_id: UUID, domain_id: UUID) -> HttpResponse:
    services.remove_domain(place.by, provider_id=provider_id, domain_id=domain_id)
    return place.go("provider_detail", provider_id)


@require_POST
@for_instance_administrator
def domain_verification(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    try:
        services.verify_domain(request.user, domain_id=domain_id)  # type: ignore[arg-type]
    except DomainError as error:
        if error.status == 404:
            raise
        messages.error(request, str(error))
    return redirect("identity:instance_provider_list")


@require_POST
@in_place(_MANAGE)
def mapping_entry(place: Place, provider_id: UUID) -> HttpResponse:
    if place.actor is None:
        raise NotFound()
    form = MappingForm(place.actor, place.request.POST)
    if submit(place.request, form, lambda values: services.map_group(place.by, provider_id=provider_id, **values)):
        return place.go("provider_detail", provider_id)
    return _detail(place, selectors.get_provider(place.by, provider_id), mapping_form=form)


@require_POST
@in_place(_MANAGE)
def mapping_removal(place: Place, provider_id: UUID, mapping_id: UUID) -> HttpResponse:
    services.unmap_group(place.by, provider_id=provider_id, mapping_id=mapping_id)
    return place.go("provider_detail", provider_id)


def _detail(
    place: Place,
    provider: IdentityProvider,
    *,
    form: forms.Form | None = None,
    domain_form: forms.Form | None = None,
    mapping_form: forms.Form | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "provider": provider,
        "callback": callback_url(provider),
        "urls": _urls(place, provider),
        "domain_lines": [
            {"domain": one, "url": place.url("domain_removal", provider.pk, one.pk)} for one in provider.domains.order_by("domain")
        ],
        "mapping_lines": _mapping_lines(place, provider),
        "form": form or ProviderForm(place.highest_role, initial=_values(provider)),
        "domain_form": domain_form or DomainForm(),
        "mapping_form": mapping_form or (MappingForm(place.actor) if place.actor else None),
    }
    status = max((status_of(one) for one in (form, domain_form, mapping_form) if one is not None), default=200)
    return place.show("provider_detail", context, status=status)


def _urls(place: Place, provider: IdentityProvider) -> dict[str, str]:
    names = {"test": "provider_test", "deletion": "provider_deletion", "domains": "domain_entry"}
    found = {key: place.url(name, provider.pk) for key, name in names.items()}
    if place.actor is not None:
        found["mappings"] = place.url("mapping_entry", provider.pk)
    return {"list": place.url("provider_list"), **found}


def _mapping_lines(place: Place, provider: IdentityProvider) -> list[dict[str, Any]]:
    rows = selectors.list_mappings(place.by, provider)
    custom = selectors.role_names(rows)
    builtin = dict(Role.choices)
    return [
        {
            "mapping": row,
            "label": row.group.name
            if row.group
            else builtin.get(row.builtin) or (custom.get(row.custom_role) if row.custom_role else None) or "?",
            "url": place.url("mapping_removal", provider.pk, row.pk),
        }
        for row in rows
    ]


def _perform(place: Place, provider_id: UUID, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(place.request, str(error))
    else:
        messages.success(place.request, done)
    return place.go("provider_detail", provider_id)


def _values(provider: IdentityProvider) -> dict[str, Any]:
    names = ("name", "client_id", "scopes", "groups_claim", "creates_members", "default_role", "is_active")
    return {name: getattr(provider, name) for name in names}
