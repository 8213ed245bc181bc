# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.selectors.applications import get_application, list_applications
from ruche.kernel.identity.selectors.providers import SignInProvider, find_provider_for, list_sign_in_providers
from ruche.kernel.identity.selectors.tokens import ServiceAccount, get_service_account, list_service_accounts, list_tokens

__all__ = [
    "ServiceAccount",
    "SignInProvider",
    "find_provider_for",
    "get_application",
    "get_service_account",
    "list_applications",
    "list_service_accounts",
    "list_sign_in_providers",
    "list_tokens",
]
