# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between who somebody is and the organisation they ask for: what the organisation wants of a sign-in."""

import math
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.organisations.models import Membership
from ruche.kernel.protection.words import tell_suspension
from ruche.kernel.sign_in.entering import enter
from ruche.kernel.sign_in.facts import METHODS, WAYS, SignInFacts, facts_of
from ruche.kernel.sign_in.policies import Policy, factor_due, policy_of
from ruche.kernel.users.models import User

__all__ = ["Gate", "SignInFacts", "check_gate", "closes_at", "ends_at", "enter", "facts_of"]

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Gate:
    """Why it is closed: suspended, second_factor_required, sign_in_again, method_refused or wrong_organisation.

    `url` leads to where the person can do something about it; empty when there is nothing to do.
    """

    code: str
    message: Any
    url: str = ""
    ways: str = ""  # those that are accepted, in words
    has_factor: bool = False  # there is one to be used


def check_gate(user: User, membership: Membership, facts: SignInFacts) -> Gate | None:
    """None: it is open."""
    organisation = membership.organisation
    if organisation.suspended_at is not None:
        return Gate("organisation_suspended", tell_suspension(organisation))
    if facts.organisation_id is not None and facts.organisation_id != organisation.pk:
        message = _("You signed in through another organisation, and its door opens that organisation only. Sign in another way.")
        return Gate("wrong_organisation", message, reverse("account_logout"))
    policy = policy_of(organisation)
    return None if policy.asks_nothing or facts.method == "token" else _by_policy(user, membership, facts, policy)


def _by_policy(user: User, membership: Membership, facts: SignInFacts, policy: Policy) -> Gate | None:
    name = membership.organisation.name
    if facts.method in METHODS and facts.method not in policy.methods:
        message = _("%(organisation)s does not accept the way in which you signed in. Sign in another way.") % {"organisation": name}
        ways = ", ".join(str(name).lower() for method, name in WAYS if method in policy.methods)
        return Gate("method_refused", message, reverse("account_logout"), ways=ways)
    if policy.session_hours is not None and time.time() - facts.authenticated_at > policy.session_hours * 3600:
        message = _("%(organisation)s asks you to confirm who you are from time to time.") % {"organisation": name}
        return Gate("sign_in_again", message, reverse("account_reauthenticate"))
    if facts.has_factor or (due := factor_due(membership, policy)) is None or due > timezone.now():
        return None
    if has_factor(user):
        message = _("%(organisation)s asks for your second factor.") % {"organisation": name}
        return Gate("second_factor_required", message, reverse("account_reauthenticate"), has_factor=True)
    message = _("%(organisation)s requires a second factor. Add one to your account, then come back.") % {"organisation": name}
    return Gate("second_factor_required", message, reverse("sign_in:security"))


def has_factor(user: User) -> bool:
    """Whether the person has something that can be asked for beside a password."""
    found: bool = Authenticator.objects.filter(user=user, type__in=_FACTORS).exists()
    return found


def closes_at(membership: Membership, facts: SignInFacts) -> float:
    """When an open gate closes by itself, in seconds since 1970: for whoever remembers that it was open."""
    policy = policy_of(membership.organisation)
    if policy.asks_nothing or facts.method == "token":
        return math.inf
    return ends_at(facts, policy, None if facts.has_factor else factor_due(membership, policy))


def ends_at(facts: SignInFacts, policy: Policy, due: datetime | None) -> float:
    """When the gate closes to a sign-in, in seconds since 1970; `due`: when a second factor is needed of its person."""
    ends = [math.inf]
    if policy.session_hours is not None:
        ends.append(facts.authenticated_at + policy.session_hours * 3600)
    if due is not None and not facts.has_factor:
        ends.append(due.timestamp())
    return min(ends)
