# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.selectors.applications import get_application, list_applications
from ruche.kernel.identity.selectors.consents import Grant, list_grants
from ruche.kernel.identity.selectors.providers import (
    SignInProvider,
    find_active_provider,
    find_provider_for,
    get_provider,
    list_linkable,
    list_links,
    list_mappings,
    list_open_domains,
    list_providers,
    list_sign_in_providers,
    role_names,
)
from ruche.kernel.identity.selectors.tokens import ServiceAccount, get_service_account, list_service_accounts, list_tokens

__all__ = [
    "Grant",
    "ServiceAccount",
    "SignInProvider",
    "find_active_provider",
    "find_provider_for",
    "get_application",
    "get_provider",
    "get_service_account",
    "list_applications",
    "list_grants",
    "list_linkable",
    "list_links",
    "list_mappings",
    "list_open_domains",
    "list_providers",
    "list_service_accounts",
    "list_sign_in_providers",
    "list_tokens",
    "role_names",
]
