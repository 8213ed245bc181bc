# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.services.applications import delete_application, register_application, renew_secret, update_application
from ruche.kernel.identity.services.consents import revoke_consent, revoke_consents_of
from ruche.kernel.identity.services.provider_people import link_provider, sign_in_by_provider, unlink_provider
from ruche.kernel.identity.services.providers import (
    add_domain,
    check_provider,
    create_provider,
    delete_provider,
    map_group,
    remove_domain,
    unmap_group,
    update_provider,
    verify_domain,
)
from ruche.kernel.identity.services.service_accounts import create_service_account, delete_service_account
from ruche.kernel.identity.services.tokens import (
    NewToken,
    create_service_token,
    create_token,
    revoke_service_token,
    revoke_token,
    revoke_tokens_of,
)

__all__ = [
    "NewToken",
    "add_domain",
    "check_provider",
    "create_provider",
    "create_service_account",
    "create_service_token",
    "create_token",
    "delete_application",
    "delete_provider",
    "delete_service_account",
    "link_provider",
    "map_group",
    "register_application",
    "remove_domain",
    "renew_secret",
    "revoke_consent",
    "revoke_consents_of",
    "revoke_service_token",
    "revoke_token",
    "revoke_tokens_of",
    "sign_in_by_provider",
    "unlink_provider",
    "unmap_group",
    "update_application",
    "update_provider",
    "verify_domain",
]
