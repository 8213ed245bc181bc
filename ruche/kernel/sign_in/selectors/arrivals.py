# SPDX-License-Identifier: AGPL-3.0-or-later
"""What awaits somebody who has just come in: a second factor that an organisation will require."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.sign_in.facts import SignInFacts
from ruche.kernel.sign_in.gate import has_factor
from ruche.kernel.sign_in.policies import factor_due, policy_of
from ruche.kernel.users.models import User


@dataclass(frozen=True)
class FactorDue:
    """From `at` on the organisation lets the person in with a second factor only."""

    organisation: Organisation
    at: datetime


def find_factor_due(membership: Membership, facts: SignInFacts) -> FactorDue | None:
    """For a member who has no second factor and will need one (no query where the organisation has no such rule)."""
    policy = policy_of(membership.organisation)
    if policy.required_since is None or facts.has_factor or facts.method == "token":
        return None
    at = factor_due(membership, policy)
    if at is None or at <= timezone.now() or has_factor(membership.user):
        return None
    return FactorDue(membership.organisation, at)


def list_factors_due(user: User, facts: SignInFacts) -> list[FactorDue]:
    """In all organisations that this sign-in opens, the soonest first."""
    if facts.has_factor or has_factor(user):
        return []
    with organisation_scope(None, user.pk):
        rows = Membership.objects.unscoped().select_related("organisation").filter(user=user, status=Membership.Status.ACTIVE)
        rows = rows.filter(organisation__suspended_at=None)
        mine = list(rows.filter(organisation=facts.organisation_id) if facts.organisation_id else rows)
    found, now = [], timezone.now()
    for membership in mine:
        at = factor_due(membership, policy_of(membership.organisation))
        if at is not None and at > now:
            found.append(FactorDue(membership.organisation, at))
    return sorted(found, key=lambda one: one.at)
