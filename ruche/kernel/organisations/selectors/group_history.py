# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Group, GroupMembership, GroupPlace
from ruche.kernel.organisations.selectors.groups import get_group


@dataclass(frozen=True)
class GroupHistory:
    """Where a group was and what it was called, and who was in it and in which post; the latest first."""

    group: Group
    places: list[GroupPlace]
    people: list[GroupMembership]


def group_history(actor: Actor, group_id: UUID, *, limit: int = 200) -> GroupHistory:
    """The last `limit` lines of each. Raises NotFound."""
    actor.require("organisation.view_members")
    group = get_group(group_id)
    places = GroupPlace.objects.filter(group=group).select_related("parent", "by").order_by("-from_at", "-id")
    people = GroupMembership.objects.filter(group=group).select_related("membership", "added_by").order_by("-joined_at", "-id")
    return GroupHistory(group, list(places[:limit]), list(people[:limit]))
