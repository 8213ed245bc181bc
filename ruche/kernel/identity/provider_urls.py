# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID Connect as others call it, at allauth's addresses and under its names: `idp:oidc:…`."""

from django.urls import include, path

from ruche.kernel.identity.views import authorization, endpoints, leaving

_OIDC = [
    path(".well-known/openid-configuration", endpoints.configuration, name="configuration"),
    path(".well-known/jwks.json", endpoints.jwks, name="jwks"),
    path("identity/o/authorize", authorization.authorization, name="authorization"),
    path("identity/o/logout", leaving.ProviderLogoutView.as_view(), name="logout"),
    path("identity/o/api/token", endpoints.token, name="token"),
    path("identity/o/api/revoke", endpoints.revoke, name="revoke"),
    path("identity/o/api/userinfo", endpoints.userinfo, name="userinfo"),
    path("identity/o/api/introspect", endpoints.introspect, name="introspect"),
]

app_name = "idp"
urlpatterns = [path("", include((_OIDC, "oidc")))]
