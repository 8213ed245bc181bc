# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import path

from ruche.kernel.identity.views import applications, providers, service_accounts

_APPLICATION, _PROVIDER = "settings/applications/<uuid:application_id>/", "settings/providers/<uuid:provider_id>/"
_ACCOUNT = "settings/service-accounts/<uuid:membership_id>/"

urlpatterns = [
    path("settings/applications/", applications.application_list, name="application_list"),
    path("settings/applications/new/", applications.application_creation, name="application_creation"),
    path(_APPLICATION, applications.application_detail, name="application_detail"),
    path(f"{_APPLICATION}secret/", applications.application_secret, name="application_secret"),
    path(f"{_APPLICATION}deletion/", applications.application_deletion, name="application_deletion"),
    path("settings/service-accounts/new/", service_accounts.service_account_creation, name="service_account_creation"),
    path(_ACCOUNT, service_accounts.service_account_detail, name="service_account_detail"),
    path(f"{_ACCOUNT}deletion/", service_accounts.service_account_deletion, name="service_account_deletion"),
    path(f"{_ACCOUNT}tokens/<uuid:token_id>/revocation/", service_accounts.service_token_revocation, name="service_token_revocation"),
    path("settings/providers/", providers.provider_list, name="provider_list"),
    path("settings/providers/new/", providers.provider_creation, name="provider_creation"),
    path(_PROVIDER, providers.provider_detail, name="provider_detail"),
    path(f"{_PROVIDER}test/", providers.provider_test, name="provider_test"),
    path(f"{_PROVIDER}deletion/", providers.provider_deletion, name="provider_deletion"),
    path(f"{_PROVIDER}domains/", providers.domain_entry, name="domain_entry"),
    path(f"{_PROVIDER}domains/<uuid:domain_id>/removal/", providers.domain_removal, name="domain_removal"),
    path(f"{_PROVIDER}groups/", providers.mapping_entry, name="mapping_entry"),
    path(f"{_PROVIDER}groups/<uuid:mapping_id>/removal/", providers.mapping_removal, name="mapping_removal"),
]
