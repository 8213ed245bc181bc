# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.models import BearerToken, Consent, ProviderAccount
from ruche.kernel.users.models import User


def erase_person(user: User) -> None:
    """Tokens, what was allowed to other programs, and accounts elsewhere, of somebody whose account is deleted."""
    for model in (BearerToken, Consent, ProviderAccount):
        model.objects.filter(user=user).delete()
