# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupMembership, GroupPlace, Membership
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


@dataclass(frozen=True)
class Stay:
    """Somebody in a group, from one instant to another, in one post. `name`: what the group was called at the end of it.

    `is_there`: the group is not in the bin, so that it has a page.
    """

    entry: GroupMembership
    name: str
    is_there: bool


@dataclass(frozen=True)
class PersonHistory:
    """Where somebody was, the latest first. Another post in the same group is another stay."""

    membership: Membership
    stays: list[Stay]


def person_history(actor: Actor, membership_id: UUID, *, limit: int = 200) -> PersonHistory:
    """The last `limit` stays of one person (three queries). Raises NotFound, PermissionRefused."""
    actor.require("organisation.view_members")
    membership = Membership.objects.filter(pk=membership_id, kind=Membership.Kind.PERSON).first()
    if membership is None:
        raise NotFound()
    rows = GroupMembership.objects.filter(membership=membership).select_related("group", "added_by").order_by("-joined_at", "-id")
    entries = list(rows[:limit])
    names = _names_then(entries)
    return PersonHistory(membership, [Stay(one, names[one.pk], one.group.deleted_at is None) for one in entries])


def _names_then(entries: list[GroupMembership]) -> dict[UUID, str]:
    """What each group was called when somebody left it, or is called now."""
    places = GroupPlace.objects.filter(group__in={one.group_id for one in entries}).order_by("from_at", "id")
    lines: dict[UUID, list[tuple[datetime, str]]] = {}
    for group_id, from_at, name in places.values_list("group_id", "from_at", "name"):
        lines.setdefault(group_id, []).append((from_at, name))
    names = {}
    for one in entries:
        past = [name for from_at, name in lines.get(one.group_id, []) if one.left_at is None or from_at <= one.left_at]
        names[one.pk] = past[-1] if past else one.group.name
    return names
