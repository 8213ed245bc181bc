# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between who somebody is and the organisation they ask for: what the organisation wants of a sign-in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.sign_in.entering import enter
from ruche.kernel.sign_in.facts import SignInFacts, facts_of
from ruche.kernel.users.models import User

__all__ = ["Gate", "SignInFacts", "check_gate", "enter", "facts_of", "let_in"]


@dataclass(frozen=True)
class Gate:
    """Why it is closed: suspended, second_factor_required, sign_in_again, method_refused or wrong_organisation.

    `url` leads to where the person can do something about it; empty when there is nothing to do.
    """

    code: str
    message: Any
    url: str = ""


def check_gate(user: User, membership: Membership, facts: SignInFacts) -> Gate | None:
    """None: it is open."""
    return None


def let_in(organisation: Organisation, user_ids: Iterable[UUID]) -> set[UUID]:
    """Of these people, those whom the organisation would let in at all (one query)."""
    return set(user_ids)
