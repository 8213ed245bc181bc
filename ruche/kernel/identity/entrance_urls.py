# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the account and of the instance, what other programs ask, and below them the pages of each organisation."""

from django.urls import URLPattern, URLResolver, include, path

from ruche.kernel.organisations.middleware import SLUG

app_name = "identity"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/tokens/", include("ruche.kernel.identity.own_api")),
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.identity.urls")),
]
