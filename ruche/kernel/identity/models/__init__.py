# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.models.applications import Application, ApplicationOrigin, Consent, GrantedToken
from ruche.kernel.identity.models.keys import SigningKey
from ruche.kernel.identity.models.providers import IdentityProvider, ProviderAccount, ProviderDomain, ProviderGroup
from ruche.kernel.identity.models.tokens import BearerToken

__all__ = [
    "Application",
    "ApplicationOrigin",
    "BearerToken",
    "Consent",
    "GrantedToken",
    "IdentityProvider",
    "ProviderAccount",
    "ProviderDomain",
    "ProviderGroup",
    "SigningKey",
]
