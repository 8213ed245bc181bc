# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between who somebody is and the organisation they ask for: what the organisation wants of a sign-in."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.sign_in.entering import enter
from ruche.kernel.sign_in.facts import METHODS, SignInFacts, facts_of
from ruche.kernel.sign_in.policies import Policy, factor_due, policy_of
from ruche.kernel.users.models import User

__all__ = ["Gate", "SignInFacts", "check_gate", "enter", "facts_of", "let_in"]

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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
    organisation = membership.organisation
    if organisation.suspended_at is not None:
        return Gate("organisation_suspended", organisation.suspended_reason or _("This organisation is suspended."))
    if facts.organisation_id is not None and facts.organisation_id != organisation.pk:
        message = _("You signed in through another organisation, and its door opens that organisation only. Sign in another way.")
        return Gate("wrong_organisation", message, reverse("account_logout"))
    policy = policy_of(organisation)
    return None if policy.asks_nothing or facts.method == "token" else _by_policy(user, membership, facts, policy)


def _by_policy(user: User, membership: Membership, facts: SignInFacts, policy: Policy) -> Gate | None:
    name = membership.organisation.name
    if facts.method in METHODS and facts.method not in policy.methods:
        message = _("%(organisation)s does not accept the way in which you signed in. Sign in another way.") % {"organisation": name}
        return Gate("method_refused", message, reverse("account_logout"))
    if policy.session_hours is not None and time.time() - facts.authenticated_at > policy.session_hours * 3600:
        message = _("%(organisation)s asks you to confirm who you are from time to time.") % {"organisation": name}
        return Gate("sign_in_again", message, reverse("account_reauthenticate"))
    if facts.has_factor or (due := factor_due(membership, policy)) is None or due > timezone.now():
        return None
    if has_factor(user):
        message = _("%(organisation)s asks for your second factor.") % {"organisation": name}
        return Gate("second_factor_required", message, reverse("account_reauthenticate"))
    message = _("%(organisation)s requires a second factor. Add one to your account, then come back.") % {"organisation": name}
    return Gate("second_factor_required", message, reverse("sign_in:security"))


def has_factor(user: User) -> bool:
    """Whether the person has something that can be asked for beside a password."""
    found: bool = Authenticator.objects.filter(user=user, type__in=_FACTORS).exists()
    return found


def let_in(organisation: Organisation, user_ids: Iterable[UUID]) -> set[UUID]:
    """Of these people, those whom the organisation would let in at all: for sockets (one query where a factor is required)."""
    asked = set(user_ids)
    if organisation.suspended_at is not None:
        return set()
    policy = policy_of(organisation)
    if policy.required_since is None:
        return asked
    now = timezone.now()
    with organisation_scope(organisation.pk):
        factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=_FACTORS)
        rows = Membership.objects.filter(user_id__in=asked, status=Membership.Status.ACTIVE).annotate(has_factor=Exists(factor))
        return {row.user_id for row in rows if row.has_factor or (due := factor_due(row, policy)) is None or due > now}
