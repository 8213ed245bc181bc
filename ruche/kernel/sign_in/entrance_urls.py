# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the account, and below them those of each organisation."""

from django.urls import URLPattern, URLResolver, include, path

from ruche.kernel.organisations.middleware import SLUG

app_name = "sign_in"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"o/<str:{SLUG}>/", include("ruche.kernel.sign_in.urls")),
]
