# SPDX-License-Identifier: AGPL-3.0-or-later
"""The groups as a tree, today or on a day in the past."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupMembership, GroupPlace, Membership
from ruche.kernel.organisations.selectors.groups import HERE, PEOPLE
from ruche.kernel.text import fold

Posts = Mapping[UUID, list[Membership]]


@dataclass
class GroupNode:
    """A group in the tree. `depth` is 0 at the top; `member_count` counts its own active people; `leads`, `deputies` by name."""

    group: Group
    depth: int
    member_count: int
    leads: list[Membership]
    deputies: list[Membership] = field(default_factory=list)
    children: list["GroupNode"] = field(default_factory=list)

    @property
    def below(self) -> int:
        """How many groups are inside, at any depth."""
        return sum(1 + child.below for child in self.children)


def list_groups(actor: Actor) -> list[GroupNode]:
    """Every group, each followed by those inside it, by name (two queries, however deep)."""
    actor.require("organisation.view_members")
    groups = list(Group.objects.filter(deleted_at=None).annotate(people=PEOPLE).order_by("name_key", "id"))
    rows = GroupMembership.objects.filter(HERE).select_related("membership")
    return _grow(groups, {one.pk: one.people for one in groups}, *_posts(rows))


def list_tree(actor: Actor, *, on: date | None = None) -> list[GroupNode]:
    """As list_groups, or as it was at the end of a day: names, kinds, places, people and posts of then (three queries).

    The groups of a day in the past are copies that nobody saves. What is in the bin now may have been there.
    """
    if on is None:
        return list_groups(actor)
    actor.require("organisation.view_members")
    then = _end_of(on, actor.organisation.time_zone)
    groups = _groups_of(then)
    present = GroupMembership.objects.filter(_open(then, "joined_at", "left_at"))
    counts = Counter(present.values_list("group_id", flat=True))
    return _grow(groups, counts, *_posts(present.select_related("membership")))


def get_group_node(actor: Actor, group_id: UUID) -> GroupNode:
    """One group with its place in the tree. Raises NotFound."""
    return find_node(list_groups(actor), group_id)


def find_node(nodes: Iterable[GroupNode], group_id: UUID) -> GroupNode:
    """The group in a tree that was read already. Raises NotFound."""
    for node in nodes:
        if node.group.pk == group_id:
            return node
    raise NotFound()


def _groups_of(then: datetime) -> list[Group]:
    groups = []
    for place in GroupPlace.objects.filter(_open(then, "from_at", "until_at")).select_related("group"):
        group: Group = place.group
        group.name, group.kind, group.parent_id = place.name, place.kind, place.parent_id
        group.name_key = fold(place.name)[:80]
        groups.append(group)
    known = {group.pk for group in groups}
    for group in groups:
        group.parent_id = group.parent_id if group.parent_id in known else None
    return sorted(groups, key=lambda one: (one.name_key, one.pk))


def _open(then: datetime, begins: str, ends: str) -> Q:
    return Q(**{f"{begins}__lte": then}) & (Q(**{ends: None}) | Q(**{f"{ends}__gt": then}))


def _end_of(day: date, zone: str) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return min(midnight - timedelta(microseconds=1), timezone.now())


def _posts(rows: "Iterable[GroupMembership]") -> tuple[Posts, Posts]:
    leads: dict[UUID, list[Membership]] = defaultdict(list)
    deputies: dict[UUID, list[Membership]] = defaultdict(list)
    for row in rows.filter(Q(is_lead=True) | Q(is_deputy=True)).order_by("membership__name_key"):  # type: ignore[attr-defined]
        (leads if row.is_lead else deputies)[row.group_id].append(row.membership)
    return leads, deputies


def _grow(groups: list[Group], counts: Mapping[UUID, int], leads: Posts, deputies: Posts) -> list[GroupNode]:
    inner: dict[UUID | None, list[Group]] = defaultdict(list)
    for group in groups:
        inner[group.parent_id].append(group)

    def grow(parent_id: UUID | None, depth: int) -> list[GroupNode]:
        return [
            GroupNode(one, depth, counts.get(one.pk, 0), leads.get(one.pk, []), deputies.get(one.pk, []), grow(one.pk, depth + 1))
            for one in inner[parent_id]
        ]

    return list(_walk(grow(None, 0)))


def _walk(nodes: list[GroupNode]) -> Iterator[GroupNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)
