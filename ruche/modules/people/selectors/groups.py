# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Group
from ruche.modules.people.permissions import VIEW_PEOPLE


@dataclass(frozen=True)
class GroupChoice:
    id: UUID
    name: str
    depth: int


def list_filter_groups(actor: Actor) -> list[GroupChoice]:
    """The groups the directory can be narrowed to, each followed by those inside it (one query)."""
    actor.require(VIEW_PEOPLE)
    inside: dict[UUID | None, list[tuple[UUID, str]]] = defaultdict(list)
    rows = Group.objects.filter(deleted_at=None).order_by("name_key", "id").values_list("pk", "name", "parent_id")
    for group_id, name, parent_id in rows:
        inside[parent_id].append((group_id, name))

    def walk(parent_id: UUID | None, depth: int) -> list[GroupChoice]:
        return [
            choice for group_id, name in inside[parent_id] for choice in (GroupChoice(group_id, name, depth), *walk(group_id, depth + 1))
        ]

    return walk(None, 0)
