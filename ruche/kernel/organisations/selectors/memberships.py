# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupMembership, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.text import fold
from ruche.kernel.users.models import email_key

COUNTED = 10_000
PRESENT = (Membership.Status.ACTIVE, Membership.Status.SUSPENDED)


def list_members(
    actor: Actor,
    *,
    search: str = "",
    role: str = "",
    status: str = "",
    group_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Membership]:
    """People by name, each with `present_groups` (two queries). Without `status`: active and suspended, no leavers.

    `group_id`: only those in the group. Raises NotFound.
    """
    actor.require("organisation.view_members")
    rows = _filtered(actor, search, role, status).select_related("user").prefetch_related(_groups())
    if group_id is not None:
        if not Group.objects.filter(pk=group_id, deleted_at=None).exists():
            raise NotFound()
        rows = rows.filter(Exists(GroupMembership.objects.filter(group_id=group_id, membership=OuterRef("pk"), left_at=None)))
    return page_of(rows, key="name_key", after=after, limit=limit)


def count_members(actor: Actor, *, search: str = "", role: str = "", status: str = "") -> int:
    """How many list_members would show in all, counted to 10,001."""
    actor.require("organisation.view_members")
    return _filtered(actor, search, role, status)[: COUNTED + 1].count()


def get_membership(actor: Actor, membership_id: UUID) -> Membership:
    """One membership with `present_groups`. Raises NotFound."""
    actor.require("organisation.view_members")
    rows = Membership.objects.select_related("user").prefetch_related(_groups())
    membership: Membership | None = rows.filter(pk=membership_id, kind=Membership.Kind.PERSON).first()
    if membership is None or (membership.status == Membership.Status.WAITING and not _sees_waiting(actor)):
        raise NotFound()
    return membership


def list_right_givers(actor: Actor, *, limit: int = 5) -> list[Membership]:
    """Who can give the actor a right, owners first: to be asked by name."""
    able = Membership.objects.filter(role__in=(Role.OWNER, Role.ADMIN), status=Membership.Status.ACTIVE).exclude(pk=actor.membership.pk)
    return list(able.order_by("-role", "name_key", "pk")[:limit])


def count_owners(actor: Actor) -> int:
    """How many active owners there are: with one, leaving is not possible."""
    return Membership.objects.filter(role=Role.OWNER, status=Membership.Status.ACTIVE).count()


def list_heirs(actor: Actor, *, search: str = "", limit: int = 20) -> list[Membership]:
    """The other active people by name: whom the organisation could be given to."""
    rows = _filtered(actor, search, "", Membership.Status.ACTIVE).exclude(pk=actor.membership.pk)
    return list(rows.order_by("name_key", "id")[:limit])


def _filtered(actor: Actor, search: str, role: str, status: str) -> QuerySet[Membership]:
    people = Membership.objects.filter(kind=Membership.Kind.PERSON)
    rows = people.filter(status=status) if status in Membership.Status.values else people.filter(status__in=PRESENT)
    if status == Membership.Status.WAITING and not _sees_waiting(actor):
        rows = rows.none()
    if role in Role.values:
        rows = rows.filter(role=role)
    if search.strip():
        rows = rows.filter(_matching(actor, search))
    return rows


def _sees_waiting(actor: Actor) -> bool:
    """Children whose consent is missing are in nobody's list but that of whoever answers for them."""
    return actor.can("organisation.manage_minors")


def _matching(actor: Actor, search: str) -> Q:
    """Every word somewhere in the name; an address only for those who manage people."""
    by_name = Q()
    for word in fold(search)[:120].split():
        by_name &= Q(name_key__contains=word)
    if "@" in search and actor.can("organisation.manage_members"):
        return by_name | Q(user__email_key__startswith=email_key(search)[:254])
    return by_name


def _groups() -> "Prefetch[Any]":
    present = GroupMembership.objects.filter(left_at=None, group__deleted_at=None).select_related("group").order_by("group__name_key")
    return Prefetch("group_memberships", queryset=present, to_attr="present_groups")
