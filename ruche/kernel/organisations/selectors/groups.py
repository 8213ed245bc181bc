# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupInside, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of

# The groups that make the order of an organisation: whoever heads one is in charge of what is inside it.
ORDERED_KINDS = (Group.Kind.DEPARTMENT, Group.Kind.TEAM, Group.Kind.BOARD, Group.Kind.CLASS)
HERE = Q(left_at=None, membership__status=Membership.Status.ACTIVE)
PEOPLE = Count("memberships", filter=Q(memberships__left_at=None, memberships__membership__status=Membership.Status.ACTIVE))


def page_groups(actor: Actor, *, after: str | None = None, limit: int = 50) -> Page[Group]:
    """Groups by name, without their tree, each with `people` (count of active people)."""
    actor.require("organisation.view_members")
    return page_of(Group.objects.filter(deleted_at=None).annotate(people=PEOPLE), key="name_key", after=after, limit=limit)


def get_group(group_id: UUID) -> Group:
    """A group of the organisation of the context, with its parent. Raises NotFound."""
    group: Group | None = Group.objects.select_related("parent").filter(pk=group_id, deleted_at=None).first()
    if group is None:
        raise NotFound()
    return group


def get_counted_group(actor: Actor, group_id: UUID) -> Group:
    """A group with `people` (count of active people). Raises NotFound."""
    actor.require("organisation.view_members")
    group: Group | None = Group.objects.filter(pk=group_id, deleted_at=None).annotate(people=PEOPLE).first()
    if group is None:
        raise NotFound()
    return group


def find_deleted_group(actor: Actor, group_id: str) -> Group | None:
    """A group in the bin, for who may take it out again."""
    try:
        found: Group | None = Group.objects.select_related("parent").filter(pk=UUID(group_id), deleted_at__isnull=False).first()
    except ValueError:
        return None
    return found if found and actor.can("organisation.manage_groups", found.parent) else None


def inside(group_ids: Iterable[UUID]) -> set[UUID]:
    """The groups and all that are inside them, at any depth, without those in the bin. Of the organisation of the context."""
    rows = GroupInside.objects.filter(outer_id__in=list(group_ids), inner__deleted_at=None)
    return set(rows.values_list("inner_id", flat=True))


def around(group_id: UUID | None) -> list[Group]:
    """A group and those that it is inside of, outermost first; none for none."""
    rows = GroupInside.objects.filter(inner_id=group_id, outer__deleted_at=None).select_related("outer").order_by("-depth")
    return [row.outer for row in rows] if group_id else []
