# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID Connect, both ways: Ruche signs people in elsewhere (allauth's idp), and others sign them in here."""

from datetime import timedelta

IDP_OIDC_ADAPTER = "ruche.kernel.identity.adapter.OidcAdapter"
IDP_OIDC_ACCESS_TOKEN_FORMAT = "opaque"  # noqa: S105  looked up at each use, so that revoking one ends it at once
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = int(timedelta(hours=1).total_seconds())
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = int(timedelta(days=90).total_seconds())
IDP_OIDC_ROTATE_REFRESH_TOKEN = True
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_INTROSPECTION_ENABLED = True
IDP_OIDC_DCR_ENABLED = False
IDP_OIDC_CIMD_ENABLED = False
IDP_OIDC_RATE_LIMITS = False  # ours count, in one place: kernel/security/limits.py

# Nobody is found by e-mail address: a provider could name anybody's.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
