# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.services.applications import delete_application, register_application, renew_secret, update_application
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
    "create_service_account",
    "create_service_token",
    "create_token",
    "delete_application",
    "delete_service_account",
    "register_application",
    "renew_secret",
    "revoke_service_token",
    "revoke_token",
    "revoke_tokens_of",
    "update_application",
]
