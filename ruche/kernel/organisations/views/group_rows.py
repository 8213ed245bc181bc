# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.selectors import GroupNode

MANAGE = "organisation.manage_groups"


@dataclass(frozen=True)
class GroupRow:
    """A line of the tree and what the reader may do with it: `may_move` and delete it, as who manages what is around it."""

    node: GroupNode
    may_open: bool
    may_move: bool
    may_take: bool  # other groups into it


def group_rows(actor: Actor, nodes: list[GroupNode]) -> list[GroupRow]:
    managed, peopled = actor.groups_where(MANAGE), actor.groups_where("organisation.manage_group_people")
    rows = []
    for node in nodes:
        is_own = managed is None or node.group.pk in managed
        may_move = is_own and (managed is None or node.group.parent_id in managed)
        may_open = is_own or peopled is None or node.group.pk in peopled
        rows.append(GroupRow(node, may_open, may_move, may_take=is_own))
    return rows
