# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has this right? By their own role, by a role that was given to them, as the head of a group."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import CustomRolePermission, RoleAssignment
from ruche.kernel.access.models.roles import running_now
from ruche.kernel.access.permissions import Reach, catalogue, permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, Membership, Organisation
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.text import fold

MOST = 10_000

HEADED = (Group.Kind.DEPARTMENT, Group.Kind.TEAM, Group.Kind.BOARD, Group.Kind.CLASS)


@dataclass
class Holder:
    """Somebody who has a right. `is_by_role`: by their own role, so everywhere. `assignments`, `posts`: what else gives it."""

    membership: Membership
    is_by_role: bool = False
    assignments: list[RoleAssignment] = field(default_factory=list)
    posts: list[GroupMembership] = field(default_factory=list)

    @property
    def is_everywhere(self) -> bool:
        return self.is_by_role or any(one.scope_id is None for one in self.assignments)


def who_has(
    actor: Actor, permission: str, *, scope_id: UUID | None = None, words: str = "", after: str | None = None, limit: int = 50
) -> Page[Holder]:
    """Active people who hold a permission, by name: everywhere or anywhere; with `scope_id`, those who hold it over that group.

    Three queries for a page. Raises NotFound for a permission that does not exist or whose module is off.
    """
    assignments, posts = _sources(actor, permission, scope_id)
    roles, rows = roles_giving(permission), _holding(permission, assignments, posts)
    if key := fold(words)[:80]:
        rows = rows.filter(name_key__contains=key)
    page: Page[Membership] = page_of(rows.select_related("user"), key="name_key", after=after, limit=limit)
    holders = {one.pk: Holder(one, one.role in roles) for one in page.results}
    for row in assignments.filter(membership__in=holders).select_related("role", "scope", "given_by"):
        holders[row.membership_id].assignments.append(row)
    for post in posts.filter(membership__in=holders).select_related("group"):
        holders[post.membership_id].posts.append(post)
    return Page(list(holders.values()), page.next)


def count_holders(actor: Actor, permission: str) -> int:
    """How many people hold it, everywhere or anywhere; up to 10,000 (one query)."""
    return int(_holding(permission, *_sources(actor, permission, None))[:MOST].count())


def roles_giving(permission: str) -> list[str]:
    """The built-in roles that hold a permission."""
    return [role.value for role in Role if permission in permissions_of(role)]


def given_over(permission: str, group_ids: Collection[UUID]) -> QuerySet[RoleAssignment]:
    """Roles given to people that hold a permission everywhere or over one of these groups, whoever asks."""
    around = GroupInside.objects.filter(inner_id__in=group_ids).values("outer_id")
    return _assignments(permission).filter(Q(scope=None) | Q(scope_id__in=around))


def heads(organisation: Organisation) -> QuerySet[GroupMembership]:
    """Heads and deputies who hold rights by it, in the organisation of the context."""
    today = timezone.localdate(timezone=ZoneInfo(organisation.time_zone))
    rows: QuerySet[GroupMembership] = GroupMembership.objects.filter(Q(is_lead=True) | Q(is_deputy=True), left_at=None)
    lasting = Q(group__ends_on=None) | Q(group__ends_on__gte=today)
    return rows.filter(lasting, group__deleted_at=None, group__kind__in=HEADED)


def names_of(assignments: Collection[RoleAssignment]) -> dict[UUID, frozenset[str]]:
    """The permissions of the roles made here that these assignments give (one query)."""
    found: dict[UUID, set[str]] = defaultdict(set)
    role_ids = {one.role_id for one in assignments if one.role_id is not None}
    rows = CustomRolePermission.objects.filter(role_id__in=role_ids, role__deleted_at=None)
    for role_id, permission in rows.values_list("role_id", "permission"):
        found[role_id].add(permission)
    return {role_id: frozenset(names) for role_id, names in found.items()}


def _sources(actor: Actor, permission: str, scope_id: UUID | None) -> tuple[QuerySet[RoleAssignment], QuerySet[GroupMembership]]:
    actor.require("organisation.view_members")
    module = permission.partition(".")[0]
    if permission not in catalogue() or not (module == "organisation" or module in actor.active_modules):
        raise NotFound()
    assignments, posts = _assignments(permission), heads(actor.organisation) if _is_by_post(permission) else GroupMembership.objects.none()
    if scope_id is not None:
        around = GroupInside.objects.filter(inner_id=scope_id).values("outer_id")
        assignments = assignments.filter(Q(scope=None) | Q(scope_id__in=around))
        posts = posts.filter(group_id__in=around)
    return assignments, posts


def _holding(permission: str, assignments: QuerySet[RoleAssignment], posts: QuerySet[GroupMembership]) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.filter(status=Membership.Status.ACTIVE)
    by_what = Q(pk__in=assignments.values("membership_id")) | Q(pk__in=posts.values("membership_id"))
    return rows.filter(Q(role__in=roles_giving(permission)) | by_what)


def _assignments(permission: str) -> QuerySet[RoleAssignment]:
    giving = CustomRolePermission.objects.filter(permission=permission, role__deleted_at=None).values("role_id")
    rows: QuerySet[RoleAssignment] = RoleAssignment.objects.filter(running_now())
    rows = rows.filter(Q(builtin__in=roles_giving(permission)) | Q(role_id__in=giving)).filter(Q(scope=None) | Q(scope__deleted_at=None))
    return rows if catalogue()[permission].reach == Reach.GROUP else rows.filter(scope=None)


def _is_by_post(permission: str) -> bool:
    return catalogue()[permission].reach == Reach.GROUP and Role.MANAGER.value in roles_giving(permission)
