# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation asks of a sign-in, read at every request of it and therefore kept by each process.

`rights_epoch` counts up with every change of the policy, and each request reads it with the organisation: a kept policy of
that epoch is the one of now.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors.holders import heads
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.sign_in.facts import METHODS
from ruche.kernel.sign_in.models import SecondFactorRole, SignInPolicy

_KEPT = 1000
_FROM_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN, Role.OWNER})


@dataclass(frozen=True)
class Policy:
    """`builtin` and `custom`: roles whose holders need a second factor."""

    methods: frozenset[str] = frozenset(METHODS)
    session_hours: int | None = None
    grace: timedelta = timedelta()
    required_since: datetime | None = None
    from_all: bool = False
    builtin: frozenset[str] = frozenset()
    custom: frozenset[UUID] = frozenset()

    @property
    def asks_nothing(self) -> bool:
        return self == NOTHING


NOTHING = Policy()
_kept: OrderedDict[tuple[UUID, int], Policy] = OrderedDict()


def policy_of(organisation: Organisation) -> Policy:
    """The organisation's policy (two queries once after each change of it in each process)."""
    key = (organisation.pk, organisation.rights_epoch)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _read(organisation.pk)
        if len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found


def _read(organisation_id: UUID) -> Policy:
    with organisation_scope(organisation_id):
        row = SignInPolicy.objects.first()
        if row is None:
            return NOTHING
        roles = list(SecondFactorRole.objects.values_list("builtin", "custom_role"))
    builtin = {builtin for builtin, _ in roles if builtin}
    if row.second_factor == SignInPolicy.SecondFactor.MANAGERS:
        builtin |= _FROM_MANAGERS
    return Policy(
        methods=frozenset(row.methods) & frozenset(METHODS) or frozenset(METHODS),
        session_hours=row.session_hours,
        grace=timedelta(days=row.grace_days),
        required_since=row.required_since,
        from_all=row.second_factor == SignInPolicy.SecondFactor.ALL,
        builtin=frozenset(str(one) for one in builtin),
        custom=frozenset(custom for _, custom in roles if custom),
    )


def factor_due(membership: Membership, policy: Policy) -> datetime | None:
    """From when on the member needs a second factor; None: never."""
    return factors_due(membership.organisation, [membership], policy).get(membership.pk)


def factors_due(organisation: Organisation, memberships: Sequence[Membership], policy: Policy) -> dict[UUID, datetime]:
    """Membership id → from when on a second factor is needed; who never needs one is missing.

    The days of grace begin with the rule, with the membership, or with the role that was given later. Two queries at most,
    for those whose role in the whole organisation does not ask for one; none where no role is named that can be given besides.
    """
    if policy.required_since is None:
        return {}
    begun = {one.pk: one.joined_at for one in memberships if policy.from_all or one.role in policy.builtin}
    if others := [one.pk for one in memberships if one.pk not in begun]:
        begun |= _begun_by_role(organisation, others, policy)
    return {pk: max(policy.required_since, since) + policy.grace for pk, since in begun.items()}


def _begun_by_role(organisation: Organisation, ids: Sequence[UUID], policy: Policy) -> dict[UUID, datetime]:
    """Since when they hold such a role, by an assignment that runs or, for a manager's, at the head of a group."""
    given = policy.builtin & {Role.MANAGER, Role.ADMIN}
    if not (policy.custom or given):
        return {}
    now = timezone.now()
    with organisation_scope(organisation.pk):
        running = RoleAssignment.objects.filter(membership__in=ids, ended_at=None, starts_at__lte=now)
        running = running.filter(Q(ends_at=None) | Q(ends_at__gt=now))
        wanted = running.filter(Q(role_id__in=policy.custom) | Q(builtin__in=given))
        begun = dict(wanted.order_by("-starts_at").values_list("membership_id", "starts_at"))
        if Role.MANAGER in given:
            for membership_id, since in heads(organisation).filter(membership__in=ids).values_list("membership_id", "joined_at"):
                begun[membership_id] = min(since, begun.get(membership_id, since))
    return begun
