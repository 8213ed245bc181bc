# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import CustomRole, CustomRolePermission, RoleAssignment
from ruche.kernel.access.models.roles import open_now, running_now
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.role_refs import GIVEN, RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors.permissions import require_reading
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.organisations.models import Membership


@dataclass(frozen=True)
class RoleLine:
    """A role, built-in or made here. `people`: who has it as their own role or holds it besides.

    `ref`: how it is given; None for the built-in roles that are only a membership's own (guest, member, owner).
    """

    ref: RoleRef | None
    name: Any
    description: str
    permissions: frozenset[str]
    people: int
    is_builtin: bool
    version: int = 0

    @property
    def id(self) -> str:
        return str(self.ref) if self.ref is not None else ""


def list_roles(actor: Actor) -> list[RoleLine]:
    """The built-in roles, then those made here by name (four queries)."""
    require_reading(actor)
    active = Q(membership__status=Membership.Status.ACTIVE)
    held = RoleAssignment.objects.filter(running_now(), active).values("role_id", "builtin").annotate(n=Count("membership", distinct=True))
    by_role: Counter[UUID | str] = Counter({row["role_id"] or row["builtin"]: row["n"] for row in held})
    own = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON).values("role").annotate(n=Count("id"))
    by_role.update({row["role"]: row["n"] for row in own})
    builtin = [
        RoleLine(RoleRef(builtin=role) if role in GIVEN else None, role.label, "", permissions_of(role), by_role[role.value], True)
        for role in Role
    ]
    return [*builtin, *(_line(role, names, by_role[role.pk]) for role, names in _roles())]


def get_role(actor: Actor, role_id: UUID) -> RoleLine:
    """One role made here. Raises NotFound."""
    require_reading(actor)
    role = CustomRole.objects.filter(pk=role_id, deleted_at=None).first()
    if role is None:
        raise NotFound()
    names = frozenset(CustomRolePermission.objects.filter(role=role).values_list("permission", flat=True))
    holders = RoleAssignment.objects.filter(running_now(), role=role, membership__status=Membership.Status.ACTIVE)
    return _line(role, names, holders.values("membership").distinct().count())


def list_assignments(
    actor: Actor, *, membership_id: UUID | None = None, scope_id: UUID | None = None, role_id: UUID | None = None, limit: int = 500
) -> list[RoleAssignment]:
    """Roles that people hold besides their own, running or to begin: of somebody, over a group, or of one role (one query).

    Everybody may read their own. Raises PermissionRefused.
    """
    if membership_id is None and scope_id is None and role_id is None:
        raise InvalidInput()
    if membership_id != actor.membership.pk:
        require_reading(actor)
    asked = {"membership": membership_id, "scope": scope_id, "role": role_id}
    rows = RoleAssignment.objects.filter(open_now(), **{name: value for name, value in asked.items() if value is not None})
    rows = rows.select_related("membership", "role", "scope", "given_by")
    return list(rows.order_by(F("scope__name_key").asc(nulls_first=True), "membership__name_key", "id")[:limit])


def get_assignment(actor: Actor, assignment_id: UUID) -> RoleAssignment:
    """A role that somebody holds besides their own, or is about to. Raises NotFound, PermissionRefused."""
    require_reading(actor)
    rows = RoleAssignment.objects.select_related("membership", "role", "scope", "given_by")
    assignment: RoleAssignment | None = rows.filter(pk=assignment_id, ended_at=None).first()
    if assignment is None:
        raise NotFound()
    return assignment


def _roles() -> list[tuple[CustomRole, frozenset[str]]]:
    names: dict[UUID, set[str]] = defaultdict(set)
    for role_id, permission in CustomRolePermission.objects.filter(role__deleted_at=None).values_list("role_id", "permission"):
        names[role_id].add(permission)
    return [(role, frozenset(names[role.pk])) for role in CustomRole.objects.filter(deleted_at=None).order_by("name_key", "id")]


def _line(role: CustomRole, permissions: frozenset[str], people: int) -> RoleLine:
    return RoleLine(RoleRef(role.pk), role.name, role.description, permissions, people, False, role.version)
