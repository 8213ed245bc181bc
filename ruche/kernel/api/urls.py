# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/: the schema, its readable form, and the routes that belong to no organisation."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from ruche.kernel.api.views import OrganisationListView, TokenRefreshView, TokenView
from ruche.kernel.sign_in.api import PasswordCheckView

OPEN: dict[str, list[type]] = {"authentication_classes": [], "permission_classes": []}

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(**OPEN), name="api_schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema", **OPEN), name="api_docs"),
    path("v1/token/", TokenView.as_view(), name="api_token"),
    path("v1/token/refresh/", TokenRefreshView.as_view(), name="api_token_refresh"),
    path("v1/password-check/", PasswordCheckView.as_view(), name="api_password_check"),
    path("v1/organisations/", OrganisationListView.as_view(), name="api_organisations"),
]
