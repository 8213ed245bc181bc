# SPDX-License-Identifier: AGPL-3.0-or-later
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings


class OidcAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Where allauth's provider meets Ruche."""

    def get_issuer(self) -> str:
        """From the validated environment: the Host header is whatever the client likes."""
        return str(settings.PUBLIC_URL)
