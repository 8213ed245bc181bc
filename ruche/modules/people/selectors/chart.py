# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation chart: groups with their people, heads and vacant posts, today or on a day before (four queries)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupMembership, GroupPlace, Membership
from ruche.kernel.ui.hues import HUES, hue_of
from ruche.modules.people.permissions import VIEW_ORG_CHART
from ruche.modules.people.selectors.positions import visible_positions

# A theme gathers people who know about something; it is no part of who answers for what.
LEFT_OUT = (Group.Kind.THEME,)
# Kinds of which somebody is in charge: without a head, the post is vacant.
LED = (Group.Kind.DEPARTMENT, Group.Kind.TEAM, Group.Kind.BOARD, Group.Kind.CLASS)
_FIRST = {Group.Kind.BOARD: 0, Group.Kind.DEPARTMENT: 1}


class ChartPerson(NamedTuple):
    """`pk`, `name` and `initials` as the avatar tag wants them."""

    pk: UUID
    name: str
    initials: str


@dataclass(frozen=True)
class Vacancy:
    pk: UUID
    title: str
    is_head_post: bool


@dataclass
class ChartNode:
    """A group. `people`: its own, heads first; `count`: of it and of the groups inside it, each person once.

    `shape`: how it is drawn: root, side, dept or team. `position`: among its siblings, from 1 to `siblings`.
    """

    pk: UUID
    parent_id: UUID | None
    name: str
    kind: str
    hue: str
    description: str
    depth: int = 0
    people: list[ChartPerson] = field(default_factory=list)
    heads: list[ChartPerson] = field(default_factory=list)
    deputies: list[ChartPerson] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    post: str = ""
    count: int = 0
    shape: str = "team"
    position: int = 1
    siblings: int = 1
    children: list["ChartNode"] = field(default_factory=list)

    @property
    def kind_label(self) -> Any:
        return Group.Kind(self.kind).label

    @property
    def others(self) -> list[ChartPerson]:
        """Its own people beside its head."""
        return [one for one in self.people if one not in self.heads[:1]]

    @property
    def is_vacant(self) -> bool:
        """Nobody leads it, and somebody should."""
        return not self.heads and (self.kind in LED or any(one.is_head_post for one in self.vacancies))

    @property
    def vacant_count(self) -> int:
        """Vacant posts; a missing head counts once, whether its post was opened or not."""
        return sum(not one.is_head_post for one in self.vacancies) + self.is_vacant


@dataclass
class Chart:
    """`roots`: the groups at the top; `total`: active people; `on`: None for today."""

    roots: list[ChartNode]
    total: int
    on: date | None

    @cached_property
    def nodes(self) -> list[ChartNode]:
        """Every node, each followed by those inside it."""
        return list(_walk(self.roots))

    @property
    def vacancy_count(self) -> int:
        return sum(node.vacant_count for node in self.nodes)


def get_chart(actor: Actor, *, on: date | None = None, root_id: UUID | None = None) -> Chart:
    """The whole chart, or a group with what is inside it. Raises NotFound for a group that was not there."""
    actor.require(VIEW_ORG_CHART)
    moment = _end_of(actor, on) if on else None
    nodes = _past_nodes(moment) if moment else _present_nodes()
    _put_people(nodes, moment)
    if moment is None:
        _put_positions(actor, nodes)
    roots = _grow(nodes)
    _shape(roots)
    if root_id is not None:
        roots = [node for node in _walk(roots) if node.pk == root_id]
        if not roots:
            raise NotFound()
    return Chart(roots, _total(moment), on)


def _present_nodes() -> dict[UUID, ChartNode]:
    rows = Group.objects.filter(deleted_at=None).order_by("name_key", "id")
    return {pk: _node(pk, *about) for pk, *about in rows.values_list("pk", "parent_id", "name", "kind", "hue", "description")}


def _past_nodes(moment: datetime) -> dict[UUID, ChartNode]:
    open_then = Q(until_at=None) | Q(until_at__gt=moment)
    alive = Q(group__deleted_at=None) | Q(group__deleted_at__gt=moment)
    rows = GroupPlace.objects.filter(open_then, alive, from_at__lte=moment).order_by("name", "id")
    columns = rows.values_list("group_id", "parent_id", "name", "kind", "group__hue", "group__description")
    return {pk: _node(pk, *about) for pk, *about in columns}


def _node(pk: UUID, parent_id: UUID | None, name: str, kind: str, chosen: int | None, description: str) -> ChartNode:
    hue = list(HUES)[chosen % len(HUES)] if chosen is not None else hue_of(pk)
    return ChartNode(pk, parent_id, name, kind, hue, description)


def _put_people(nodes: dict[UUID, ChartNode], moment: datetime | None) -> None:
    """Each person once per group; heads, then deputies, then by name."""
    then = Q(left_at=None) if moment is None else Q(joined_at__lte=moment) & (Q(left_at=None) | Q(left_at__gt=moment))
    here = Q(membership__status=Membership.Status.ACTIVE) if moment is None else ~Q(membership__status=Membership.Status.WAITING)
    rows = GroupMembership.objects.filter(then, here, membership__kind=Membership.Kind.PERSON)
    columns = rows.order_by("-is_lead", "-is_deputy", "membership__name_key", "membership_id").values_list(
        "group_id", "membership_id", "membership__name", "is_lead", "is_deputy"
    )
    known: dict[UUID, ChartPerson] = {}
    for group_id, person_id, name, is_lead, is_deputy in columns:
        node = nodes.get(group_id)
        if node is None:
            continue
        person = known.get(person_id)
        if person is None:
            person = known[person_id] = ChartPerson(person_id, name, _initials(name))
        if person in node.people[-1:]:
            continue
        node.people.append(person)
        if is_lead:
            node.heads.append(person)
        elif is_deputy:
            node.deputies.append(person)


def _put_positions(actor: Actor, nodes: dict[UUID, ChartNode]) -> None:
    """Vacant posts; what the head's post is called. Only posts that the actor may see."""
    rows = visible_positions(actor).order_by("-is_head_post", "name_key", "id")
    columns = rows.values_list("pk", "title", "group_id", "holder_id", "holder__name", "is_head_post")
    for pk, title, group_id, holder_id, holder_name, is_head_post in columns:
        node = nodes.get(group_id)
        if node is None:
            continue
        if holder_id is None:
            node.vacancies.append(Vacancy(pk, title, is_head_post))
        elif is_head_post:
            node.heads = node.heads or [ChartPerson(holder_id, holder_name, _initials(holder_name))]
            node.post = title if node.heads[0].pk == holder_id else node.post


def _grow(nodes: dict[UUID, ChartNode]) -> list[ChartNode]:
    """The tree of what is shown: what is inside a group that is left out moves up."""
    inside: dict[UUID | None, list[ChartNode]] = defaultdict(list)
    for node in nodes.values():
        if node.kind not in LEFT_OUT:
            node.parent_id = _shown_parent(node, nodes)
            inside[node.parent_id].append(node)

    def grow(parent_id: UUID | None, depth: int) -> tuple[list[ChartNode], set[UUID]]:
        everybody: set[UUID] = set()
        found = sorted(inside[parent_id], key=lambda node: _FIRST.get(Group.Kind(node.kind), 2))
        for position, node in enumerate(found, 1):
            node.depth, node.position, node.siblings = depth, position, len(found)
            node.children, people = grow(node.pk, depth + 1)
            people |= {person.pk for person in node.people}
            node.count = len(people)
            everybody |= people
        return found, everybody

    return grow(None, 0)[0]


def _shape(roots: list[ChartNode]) -> None:
    """The board at the top carries the others; small teams at the top stand beside it."""
    board = next((node for node in roots if node.kind == Group.Kind.BOARD), None)
    for node in _walk(roots):
        is_small = node.kind == Group.Kind.TEAM and not node.children
        if node is board:
            node.shape = "root"
        elif node.depth == 0 and board is not None and is_small:
            node.shape = "side"
        elif node.depth == 0 or node.kind in (Group.Kind.DEPARTMENT, Group.Kind.BOARD):
            node.shape = "dept"


def _shown_parent(node: ChartNode, nodes: dict[UUID, ChartNode]) -> UUID | None:
    parent_id = node.parent_id
    while parent_id is not None:
        parent = nodes.get(parent_id)
        if parent is None:
            return None
        if parent.kind not in LEFT_OUT:
            return parent_id
        parent_id = parent.parent_id
    return None


def _walk(nodes: list[ChartNode]) -> Iterator[ChartNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _total(moment: datetime | None) -> int:
    people = Membership.objects.filter(kind=Membership.Kind.PERSON).exclude(status=Membership.Status.WAITING)
    if moment is None:
        return people.filter(status=Membership.Status.ACTIVE).count()
    return people.filter(Q(left_at=None) | Q(left_at__gt=moment), joined_at__lte=moment).count()


def _end_of(actor: Actor, day: date) -> datetime:
    """The last instant of a day where the organisation is."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(actor.organisation.time_zone))


def _initials(name: str) -> str:
    words = name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
