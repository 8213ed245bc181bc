# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.text import fold

ORDERED_KINDS = (Group.Kind.DEPARTMENT, Group.Kind.TEAM, Group.Kind.BOARD, Group.Kind.CLASS)
HERE = Q(left_at=None, membership__status=Membership.Status.ACTIVE)


@dataclass
class GroupNode:
    """A group in the tree. `depth` is 0 at the top; `member_count` counts its own active people; `leads` by name."""

    group: Group
    depth: int
    member_count: int
    leads: list[Membership]
    children: list["GroupNode"] = field(default_factory=list)

    @property
    def below(self) -> int:
        """How many groups are inside, at any depth."""
        return sum(1 + child.below for child in self.children)


def list_groups(actor: Actor) -> list[GroupNode]:
    """Every group, each followed by those inside it, by name (two queries, however deep)."""
    actor.require("organisation.view_members")
    people = Count("memberships", filter=Q(memberships__left_at=None, memberships__membership__status=Membership.Status.ACTIVE))
    groups = Group.objects.filter(deleted_at=None).annotate(people=people).order_by("name_key", "id")
    leads = _leads()
    inside: dict[UUID | None, list[Group]] = defaultdict(list)
    for group in groups:
        inside[group.parent_id].append(group)

    def grow(parent_id: UUID | None, depth: int) -> list[GroupNode]:
        return [
            GroupNode(one, depth, one.people, leads.get(one.pk, []), grow(one.pk, depth + 1))  # type: ignore[attr-defined]
            for one in inside[parent_id]
        ]

    return list(_walk(grow(None, 0)))


def page_groups(actor: Actor, *, after: str | None = None, limit: int = 50) -> Page[Group]:
    """Groups by name, without their tree, each with `people` (count of active people)."""
    actor.require("organisation.view_members")
    people = Count("memberships", filter=Q(memberships__left_at=None, memberships__membership__status=Membership.Status.ACTIVE))
    rows = Group.objects.filter(deleted_at=None).annotate(people=people)
    return page_of(rows, key="name_key", after=after, limit=limit)


def get_group_node(actor: Actor, group_id: UUID) -> GroupNode:
    """One group with its place in the tree. Raises NotFound."""
    for node in list_groups(actor):
        if node.group.pk == group_id:
            return node
    raise NotFound()


def find_deleted_group(actor: Actor, group_id: str) -> Group | None:
    """A group in the bin, for who may take it out again."""
    actor.require("organisation.manage_groups")
    try:
        found: Group | None = Group.objects.filter(pk=UUID(group_id), deleted_at__isnull=False).first()
    except ValueError:
        return None
    return found


def inside(group_ids: Iterable[UUID]) -> set[UUID]:
    """The groups and all that are inside them, at any depth, without those in the bin. Of the organisation of the context."""
    rows = GroupInside.objects.filter(outer_id__in=list(group_ids), inner__deleted_at=None)
    return set(rows.values_list("inner_id", flat=True))


def heads_of(actor: Actor, membership_id: UUID) -> list[Membership]:
    """Who is in charge of somebody: the heads, else the deputies, of the innermost group around them that has any. By name.

    Only groups of the order count (departments, teams, boards, classes). Nobody is in charge of whoever heads a group by
    what is inside that group; a deputy answers to its heads.
    """
    own = list(GroupMembership.objects.filter(membership_id=membership_id, left_at=None).values_list("group_id", "is_lead", "is_deputy"))
    headed = {group_id for group_id, is_lead, _is_deputy in own if is_lead}
    assisted = {group_id for group_id, _is_lead, is_deputy in own if is_deputy} - inside(headed)
    beneath = inside(headed | assisted) - assisted if headed or assisted else set()
    depths = _around([group_id for group_id, _is_lead, _is_deputy in own if group_id not in beneath], beneath)
    posts = GroupMembership.objects.filter(HERE, Q(is_lead=True) | Q(is_deputy=True), group_id__in=depths)
    ranked: dict[tuple[int, bool], dict[UUID, Membership]] = defaultdict(dict)
    for row in posts.exclude(membership_id=membership_id).select_related("membership__user"):
        if row.is_lead or row.group_id not in assisted:
            ranked[depths[row.group_id], not row.is_lead][row.membership_id] = row.membership
    nearest = ranked[min(ranked)] if ranked else {}
    return sorted(nearest.values(), key=lambda one: (one.name_key, one.pk))


def _around(group_ids: list[UUID], without: set[UUID]) -> dict[UUID, int]:
    """The groups of the order around some, and the least number of levels up to each."""
    rows = GroupInside.objects.filter(inner_id__in=group_ids, outer__deleted_at=None, outer__kind__in=ORDERED_KINDS)
    depths: dict[UUID, int] = {}
    for group_id, depth in rows.exclude(outer_id__in=without).values_list("outer_id", "depth"):
        depths[group_id] = min(depth, depths.get(group_id, depth))
    return depths


def list_group_members(actor: Actor, group_id: UUID, *, limit: int = 500) -> list[GroupMembership]:
    """Who is in a group now: its leads first, then by name. `joined_at` says since when."""
    actor.require("organisation.view_members")
    rows = GroupMembership.objects.filter(HERE, group_id=group_id).select_related("membership", "membership__user")
    return list(rows.order_by("-is_lead", "membership__name_key", "id")[:limit])


def list_former_group_members(actor: Actor, group_id: UUID, *, limit: int = 50) -> list[GroupMembership]:
    """Who was in a group, and from when to when; the last to go first."""
    actor.require("organisation.view_members")
    rows = GroupMembership.objects.filter(group_id=group_id, left_at__isnull=False).select_related("membership")
    return list(rows.order_by("-left_at", "id")[:limit])


def list_group_candidates(actor: Actor, group_id: UUID, *, search: str, limit: int = 8) -> list[Membership]:
    """Active people who are not in a group, by name, that match every word. Raises NotFound when there is no such group."""
    actor.require("organisation.manage_groups")
    if not Group.objects.filter(pk=group_id, deleted_at=None).exists():
        raise NotFound()
    inside = GroupMembership.objects.filter(group_id=group_id, membership=OuterRef("pk"), left_at=None)
    rows = Membership.objects.filter(~Exists(inside), status=Membership.Status.ACTIVE)
    for word in fold(search)[:120].split():
        rows = rows.filter(name_key__contains=word)
    return list(rows.order_by("name_key", "id")[:limit])


def _leads() -> dict[UUID, list[Membership]]:
    found: dict[UUID, list[Membership]] = defaultdict(list)
    rows = GroupMembership.objects.filter(HERE, is_lead=True).select_related("membership").order_by("membership__name_key")
    for row in rows:
        found[row.group_id].append(row.membership)
    return found


def _walk(nodes: list[GroupNode]) -> Iterator[GroupNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)
