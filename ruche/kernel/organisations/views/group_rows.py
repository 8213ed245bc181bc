# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass, replace
from typing import Any

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.selectors import GroupNode
from ruche.kernel.text import fold

MANAGE = "organisation.manage_groups"


@dataclass(frozen=True)
class GroupRow:
    """A line of the tree and what the reader may do with it: `may_move` and delete it, as who manages what is around it.

    `is_match`: it is what was asked for; `is_shown`: or it is around what was asked for.
    """

    node: GroupNode
    may_open: bool
    may_move: bool
    may_take: bool  # other groups into it
    is_match: bool = True
    is_shown: bool = True


@dataclass(frozen=True)
class GroupFilter:
    """What the tree is narrowed to; `kinds` are the choices."""

    search: str = ""
    kind: str = ""

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return list(Group.Kind.choices)

    def matches(self, group: Group) -> bool:
        name = fold(group.name)
        return self.kind in ("", group.kind) and all(word in name for word in fold(self.search)[:120].split())


def group_rows(actor: Actor, nodes: list[GroupNode]) -> list[GroupRow]:
    managed, peopled = actor.groups_where(MANAGE), actor.groups_where("organisation.manage_group_people")
    rows = []
    for node in nodes:
        is_own = managed is None or node.group.pk in managed
        may_move = is_own and (managed is None or node.group.parent_id in managed)
        may_open = is_own or peopled is None or node.group.pk in peopled
        rows.append(GroupRow(node, may_open, may_move, may_take=is_own))
    return rows


def narrowed(rows: list[GroupRow], asked: GroupFilter) -> list[GroupRow]:
    """All rows, in order; those that neither match nor are around a match are not shown. As shown_rows.ts does it while one types."""
    found: list[GroupRow] = []
    wanted = -1  # from the end: the depth at which the next row is around one that is shown
    for row in reversed(rows):
        is_match = asked.matches(row.node.group)
        is_shown = is_match or row.node.depth == wanted
        wanted = row.node.depth - 1 if is_shown else wanted
        found.append(replace(row, is_match=is_match, is_shown=is_shown))
    return found[::-1]
