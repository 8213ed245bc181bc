# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the instance, and below them those of each organisation."""

from django.urls import URLPattern, URLResolver, include, path

from ruche.kernel.organisations.middleware import SLUG
from ruche.kernel.protection.views import organisations

app_name = "protection"
urlpatterns: list[URLPattern | URLResolver] = [
    path("instance/organisations/", organisations.organisation_list, name="instance_organisation_list"),
    path("instance/organisations/<uuid:organisation_id>/suspension/", organisations.suspension, name="organisation_suspension"),
    path("instance/organisations/<uuid:organisation_id>/resumption/", organisations.resumption, name="organisation_resumption"),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.protection.urls")),
]
