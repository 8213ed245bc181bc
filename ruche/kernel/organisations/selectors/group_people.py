# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import GroupInside, GroupMembership, Membership
from ruche.kernel.organisations.selectors.groups import HERE, ORDERED_KINDS, get_group, inside
from ruche.kernel.text import fold


def heads_of(actor: Actor, membership_id: UUID) -> list[Membership]:
    """Who is in charge of somebody: the heads, else the deputies, of the innermost group around them that has any. By name.

    Only groups of the order count (departments, teams, boards, classes). Nobody is in charge of whoever heads a group by
    what is inside that group; a deputy answers to its heads.
    """
    own = list(GroupMembership.objects.filter(membership_id=membership_id, left_at=None).values_list("group_id", "is_lead", "is_deputy"))
    headed = {group_id for group_id, is_lead, _is_deputy in own if is_lead}
    assisted = {group_id for group_id, _is_lead, is_deputy in own if is_deputy} - inside(headed)
    beneath = inside(headed | assisted) - assisted if headed or assisted else set()
    depths = _around([group_id for group_id, _is_lead, _is_deputy in own], beneath)
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
    """Who is in a group now: heads, deputies, then by name. `joined_at` says since when, in the post they have now."""
    actor.require("organisation.view_members")
    rows = GroupMembership.objects.filter(HERE, group_id=group_id).select_related("membership", "membership__user")
    return list(rows.order_by("-is_lead", "-is_deputy", "membership__name_key", "id")[:limit])


def list_former_group_members(actor: Actor, group_id: UUID, *, limit: int = 50) -> list[GroupMembership]:
    """Who was in a group, from when to when and in which post; the last to go first.

    One who is still there, in another post, is among them for the time before.
    """
    actor.require("organisation.view_members")
    rows = GroupMembership.objects.filter(group_id=group_id, left_at__isnull=False).select_related("membership")
    return list(rows.order_by("-left_at", "id")[:limit])


def list_group_candidates(actor: Actor, group_id: UUID, *, search: str, limit: int = 8) -> list[Membership]:
    """Active people who are not in a group, by name, that match every word. Raises NotFound, PermissionRefused."""
    actor.require("organisation.manage_group_people", get_group(group_id))
    present = GroupMembership.objects.filter(group_id=group_id, membership=OuterRef("pk"), left_at=None)
    rows = Membership.objects.filter(~Exists(present), kind=Membership.Kind.PERSON, status=Membership.Status.ACTIVE)
    for word in fold(search)[:120].split():
        rows = rows.filter(name_key__contains=word)
    return list(rows.order_by("name_key", "id")[:limit])
