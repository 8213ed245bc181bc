# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.users.services.accounts import create_account, create_administrator, verify_address
from ruche.kernel.users.services.passwords import change_password, end_sessions
from ruche.kernel.users.services.preferences import update_preferences
from ruche.kernel.users.services.sign_in import check_may_sign_in, check_password, prove_by_password

__all__ = [
    "change_password",
    "check_may_sign_in",
    "check_password",
    "create_account",
    "create_administrator",
    "end_sessions",
    "prove_by_password",
    "update_preferences",
    "verify_address",
]
