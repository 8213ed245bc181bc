# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody gives more than they have: not more rights, not over more groups, not for longer."""

from collections.abc import Collection
from datetime import datetime

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.danger import check_recent_for
from ruche.kernel.access.errors import GivesMoreThanHas, ScopeUnknown
from ruche.kernel.access.models import CustomRole, CustomRolePermission
from ruche.kernel.access.permissions import ASSIGN_ROLE, MANAGE_ROLES, Reach, catalogue, permissions_of
from ruche.kernel.access.rights import load_rights
from ruche.kernel.access.role_refs import GIVEN, RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.models import Group, Membership
from ruche.kernel.sign_in.recent import check_recent


def require_giving(
    actor: Actor, permissions: Collection[str], *, scope: Group | None, ends_at: datetime | None, is_definition: bool = False
) -> None:
    """Raise PermissionRefused, GivesMoreThanHas or RecentAuthentication unless the actor may give these rights there, for so long.

    `actor`: as read under the lock. `is_definition`: what the role is changes, not who has it.
    """
    if not (scope is not None and not is_definition and actor.can(ASSIGN_ROLE, scope)):
        actor.require(MANAGE_ROLES)
        check_recent()
    check_recent_for(effective(permissions, scope))
    beyond = "infinity" if ends_at is None else ends_at.isoformat()
    # With every module: one that is off now comes back with what its permissions give.
    rights = load_rights(actor.organisation, [actor.membership], frozenset(manifests()), beyond=beyond)[actor.membership.pk]
    if actor.token is not None and actor.token.scopes is not None:
        rights = rights.limited_to(actor.token.scopes)
    there = rights.everywhere
    if scope is not None:
        there |= {name for name, groups in rights.within.items() if scope.pk in groups}
    if missing := effective(permissions, scope) - there:
        raise GivesMoreThanHas(missing)


def effective(permissions: Collection[str], scope: Group | None) -> frozenset[str]:
    """Those that count there: over a group, only what can be held over a group. Unknown names do nothing."""
    known = catalogue()
    return frozenset(name for name in permissions if name in known and (scope is None or known[name].reach == Reach.GROUP))


def permissions_in(ref: RoleRef) -> frozenset[str]:
    """What a role holds. Raises NotFound."""
    if ref.builtin:
        if ref.builtin not in GIVEN:
            raise NotFound()
        return permissions_of(Role(ref.builtin))
    found_role(ref)
    return frozenset(CustomRolePermission.objects.filter(role_id=ref.role_id).values_list("permission", flat=True))


def found_role(ref: RoleRef) -> CustomRole | None:
    """The row of a role of the organisation; None for a built-in one. Raises NotFound."""
    if ref.builtin:
        return None
    role: CustomRole | None = CustomRole.objects.filter(pk=ref.role_id, deleted_at=None).first()
    if role is None:
        raise NotFound()
    return role


def found_scope(scope_id: object) -> Group | None:
    """None for the whole organisation. Raises ScopeUnknown."""
    if scope_id is None:
        return None
    group: Group | None = Group.objects.filter(pk=scope_id, deleted_at=None).first()
    if group is None:
        raise ScopeUnknown.on_scope()
    return group


def require_reach(actor: Actor, membership: Membership) -> None:
    """Nobody reaches those whose built-in role is above their own."""
    if not actor.role.includes(Role(membership.role)):
        raise PermissionRefused()
