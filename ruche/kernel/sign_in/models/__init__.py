# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.sign_in.models.accounts import AccountDeletion, EmailChange
from ruche.kernel.sign_in.models.policies import SecondFactorRole, SignInPolicy
from ruche.kernel.sign_in.models.sessions import KnownDevice, RefreshFamily, SessionFact

__all__ = ["AccountDeletion", "EmailChange", "KnownDevice", "RefreshFamily", "SecondFactorRole", "SessionFact", "SignInPolicy"]
