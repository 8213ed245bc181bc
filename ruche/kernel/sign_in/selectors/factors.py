# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from ruche.kernel.users.models import User


@dataclass(frozen=True)
class Factor:
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None

    @property
    def dom(self) -> str:
        """Its number as part of an identifier of the page."""
        return str(self.id)


@dataclass(frozen=True)
class Factors:
    """What a person can show beside a password."""

    telephone: Factor | None = None
    passkeys: list[Factor] = field(default_factory=list)
    codes_left: int | None = None

    @property
    def is_last(self) -> bool:
        return (self.telephone is not None) + len(self.passkeys) == 1

    def __bool__(self) -> bool:
        return self.telephone is not None or bool(self.passkeys)


def find_factors(user: User) -> Factors:
    """A person's own factors (one query)."""
    telephone, keys, left = None, [], None
    for row in Authenticator.objects.filter(user=user).order_by("created_at", "id"):
        if row.type == Authenticator.Type.TOTP:
            telephone = Factor(row.pk, "", row.created_at, row.last_used_at)
        elif row.type == Authenticator.Type.WEBAUTHN:
            keys.append(Factor(row.pk, row.data["name"], row.created_at, row.last_used_at))
        else:
            left = len(RecoveryCodes(row).get_unused_codes())
    return Factors(telephone, keys, left)
