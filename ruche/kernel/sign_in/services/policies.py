# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.models import CustomRole
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, InvalidInput
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.sign_in.facts import METHODS
from ruche.kernel.sign_in.models import SecondFactorRole, SignInPolicy
from ruche.kernel.sign_in.recent import check_recent

_LONGEST = 24 * 30


def set_policy(
    actor: Actor,
    *,
    second_factor: str,
    roles: Sequence[str],
    grace_days: int,
    session_hours: int | None,
    methods: Sequence[str],
    version: int,
) -> SignInPolicy:
    """What the organisation asks of a sign-in from now on. `roles`: built-in names or ids of the organisation's own.

    Raises PermissionRefused, RecentAuthentication, InvalidInput, Conflict when somebody else changed it meanwhile.
    """
    actor.require("organisation.manage_sign_in")
    check_recent()
    _check(second_factor, grace_days, session_hours, methods)
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.manage_sign_in")
        policy = SignInPolicy.objects.select_for_update().first() or SignInPolicy()
        if policy.version != version:
            raise Conflict(code="stale")
        before = _shown(policy)
        policy.required_since = _required_since(policy, second_factor, roles)
        policy.second_factor, policy.grace_days, policy.session_hours = second_factor, grace_days, session_hours
        policy.methods = [method for method in METHODS if method in methods]
        policy.version += 1
        policy.save()
        _set_roles(roles)
        record_audit(actor, "sign_in.policy_changed", policy, before=before, after=_shown(policy))
        touch_rights(actor.organisation_id, membership_ids=None)
    return policy


def _check(second_factor: str, grace_days: int, session_hours: int | None, methods: Sequence[str]) -> None:
    if second_factor not in SignInPolicy.SecondFactor.values:
        raise InvalidInput.on("second_factor", _("Choose one from the list."))
    if not 0 <= grace_days <= 365:
        raise InvalidInput.on("grace_days", _("Choose one from the list."))
    if session_hours is not None and not 1 <= session_hours <= _LONGEST:
        raise InvalidInput.on("session_hours", _("Choose one from the list."))
    if not {"password", "passkey", "code"} & set(methods) or set(methods) - set(METHODS):
        raise InvalidInput.on("methods", _("Leave at least one way open that everybody has: password, passkey or code by e-mail."))


def _required_since(policy: SignInPolicy, second_factor: str, roles: Sequence[str]) -> datetime | None:
    """The days of grace begin again with a rule that reaches more people than the one before."""
    if second_factor == SignInPolicy.SecondFactor.OPTIONAL and not roles:
        return None
    reach = SignInPolicy.SecondFactor.values
    named = {builtin or str(custom) for builtin, custom in SecondFactorRole.objects.values_list("builtin", "custom_role")}
    is_wider = reach.index(second_factor) > reach.index(policy.second_factor) or not set(roles) <= named
    return timezone.now() if is_wider or policy.required_since is None else policy.required_since


def _set_roles(names: Sequence[str]) -> None:
    builtin = {name for name in names if name in Role.values}
    custom = {UUID(name) for name in names if name not in Role.values}
    known = set(CustomRole.objects.filter(pk__in=custom, deleted_at=None).values_list("pk", flat=True))
    if known != custom:
        raise InvalidInput.on("roles", _("Choose from the list."))
    SecondFactorRole.objects.all().delete()
    SecondFactorRole.objects.bulk_create(
        [SecondFactorRole(builtin=name) for name in sorted(builtin)] + [SecondFactorRole(custom_role=role) for role in sorted(known)]
    )


def _shown(policy: SignInPolicy) -> dict[str, object]:
    roles = sorted(builtin or str(custom) for builtin, custom in SecondFactorRole.objects.values_list("builtin", "custom_role"))
    return {**{name: getattr(policy, name) for name in ("second_factor", "grace_days", "session_hours", "methods")}, "roles": roles}
