# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the account and of the instance, ways in by providers, and below them the pages of each organisation."""

from django.urls import include, path

from ruche.kernel.identity.views import applications, own, providers, sign_in
from ruche.kernel.identity.views.places import of_instance
from ruche.kernel.organisations.middleware import SLUG

_APPLICATION, _PROVIDER = "applications/<uuid:application_id>/", "providers/<uuid:provider_id>/"

_INSTANCE = [
    path("applications/", of_instance(applications.application_list), name="instance_application_list"),
    path("applications/new/", of_instance(applications.application_creation), name="instance_application_creation"),
    path(_APPLICATION, of_instance(applications.application_detail), name="instance_application_detail"),
    path(f"{_APPLICATION}secret/", of_instance(applications.application_secret), name="instance_application_secret"),
    path(f"{_APPLICATION}deletion/", of_instance(applications.application_deletion), name="instance_application_deletion"),
    path("providers/", of_instance(providers.provider_list), name="instance_provider_list"),
    path("providers/new/", of_instance(providers.provider_creation), name="instance_provider_creation"),
    path(_PROVIDER, of_instance(providers.provider_detail), name="instance_provider_detail"),
    path(f"{_PROVIDER}test/", of_instance(providers.provider_test), name="instance_provider_test"),
    path(f"{_PROVIDER}deletion/", of_instance(providers.provider_deletion), name="instance_provider_deletion"),
    path(f"{_PROVIDER}domains/", of_instance(providers.domain_entry), name="instance_domain_entry"),
    path(f"{_PROVIDER}domains/<uuid:domain_id>/removal/", of_instance(providers.domain_removal), name="instance_domain_removal"),
    path("domains/<uuid:domain_id>/verification/", providers.domain_verification, name="instance_domain_verification"),
]

app_name = "identity"
urlpatterns = [
    path("account/oidc/<slug:slug>/login/", sign_in.provider_login, name="provider_login"),
    path("account/oidc/<slug:slug>/login/callback/", sign_in.provider_callback, name="provider_callback"),
    path("account/tokens/", own.token_list, name="token_list"),
    path("account/tokens/<uuid:token_id>/revocation/", own.token_revocation, name="token_revocation"),
    path("account/applications/", own.grant_list, name="grant_list"),
    path("account/applications/<uuid:consent_id>/revocation/", own.grant_revocation, name="grant_revocation"),
    path("account/links/<uuid:account_id>/removal/", own.link_removal, name="link_removal"),
    path("api/v1/tokens/", include("ruche.kernel.identity.own_api")),
    path("instance/", include(_INSTANCE)),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.identity.urls")),
]
