# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes under /api/v1/o/<slug>/."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.lifecycle.api_minors import MinorListView, MinorView

urlpatterns: list[URLPattern | URLResolver] = [
    path("minors/", MinorListView.as_view(), name="api_minors"),
    path("minors/<uuid:membership_id>/", MinorView.as_view(), name="api_minor"),
]
