# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can she do, and why?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.models.roles import running_now
from ruche.kernel.access.permissions import Permission, Reach, catalogue, permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors.holders import heads, names_of
from ruche.kernel.access.selectors.permissions import require_reading
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupMembership, Membership


@dataclass(frozen=True)
class Because:
    """One reason for a right. `group`: over this group and all inside it; None: everywhere.

    `kind`: the person's own role (`name`), a role that `given_by` gave them (`name`, `assignment`), head or deputy of the group.
    """

    kind: Literal["own_role", "role", "head", "deputy"]
    name: Any
    group: Group | None = None
    given_by: Membership | None = None
    until: datetime | None = None
    assignment: RoleAssignment | None = None


@dataclass(frozen=True)
class Why:
    """A permission that somebody has, and all that gives it to them."""

    permission: Permission
    because: list[Because]

    @property
    def is_everywhere(self) -> bool:
        return any(one.group is None for one in self.because)

    @property
    def groups(self) -> list[Group]:
        found = {one.group.pk: one.group for one in self.because if one.group is not None}
        return [] if self.is_everywhere else list(found.values())


def explain_rights(actor: Actor, membership_id: UUID) -> list[Why]:
    """Every permission that an active person has, with its reasons, in the order of the catalogue (four queries).

    Everybody may ask about themselves. Raises NotFound, PermissionRefused.
    """
    if membership_id != actor.membership.pk:
        require_reading(actor)
    member: Membership | None = Membership.objects.filter(pk=membership_id).first()
    if member is None:
        raise NotFound()
    if not member.is_active:
        return []
    reasons = _reasons(actor, member)
    return [Why(permission, because) for name, permission in _active(actor) if (because := _because(name, permission, reasons))]


def list_lacking(actor: Actor, reasons: list[Why]) -> list[Permission]:
    """The permissions that are not among these, in the order of the catalogue (no query)."""
    held = {why.permission.name for why in reasons}
    return [permission for name, permission in _active(actor) if name not in held]


def _reasons(actor: Actor, member: Membership) -> list[tuple[frozenset[str], Because]]:
    own = Role(member.role)
    reasons = [(permissions_of(own), Because("own_role", own.label))]
    rows = RoleAssignment.objects.filter(running_now(), membership=member).select_related("role", "scope", "given_by")
    assignments = [row for row in rows if row.scope is None or row.scope.deleted_at is None]
    names = names_of(assignments)
    for row in assignments:
        held = permissions_of(Role(row.builtin)) if row.builtin else names.get(row.role_id, frozenset())
        name = Role(row.builtin).label if row.builtin else row.role.name
        reasons.append((held, Because("role", name, row.scope, row.given_by, row.ends_at, row)))
    for post in heads(actor.organisation).filter(membership=member).select_related("group"):
        reasons.append((permissions_of(Role.MANAGER), _by_post(post)))
    return reasons


def _by_post(post: GroupMembership) -> Because:
    return Because("head" if post.is_lead else "deputy", Role.MANAGER.label, post.group)


def _because(name: str, permission: Permission, reasons: list[tuple[frozenset[str], Because]]) -> list[Because]:
    everywhere = permission.reach == Reach.ORGANISATION
    return [why for held, why in reasons if name in held and not (everywhere and why.group is not None)]


def _active(actor: Actor) -> list[tuple[str, Permission]]:
    modules = actor.active_modules | {"organisation"}
    return [(name, permission) for name, permission in catalogue().items() if name.partition(".")[0] in modules]
