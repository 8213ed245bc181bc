# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many people an audience reaches."""

from uuid import UUID

from django.db.models import Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, Membership

MOST = 10_000


def count_reached(obj: AudienceModel, act: Act) -> int:
    """Active people of the organisation whom its audience lets do an act, its owner among them; up to 10,000 (one query).

    Those who hold a right over all objects of the kind come on top: the page says so.
    """
    return _count(obj.level(act), obj.audience_group_id, obj.owner_id)


def count_audience(actor: Actor, level: Level, group_id: UUID | None) -> int:
    """The same of an audience that somebody is about to choose for what is theirs. Raises NotFound for a group that is not there."""
    actor.require("organisation.view_members")
    if level == Level.GROUP and not Group.objects.filter(pk=group_id, deleted_at=None).exists():
        raise NotFound()
    return _count(level, group_id, actor.membership.pk)


def _count(level: Level, group_id: UUID | None, owner_id: UUID | None) -> int:
    """The people for whom `reached_by` is true without a right: whom the level reaches, and the owner."""
    reached = Q(pk=owner_id)
    if level == Level.GROUP:
        within = GroupInside.objects.filter(outer_id=group_id, outer__deleted_at=None).values("inner_id")
        reached |= Q(pk__in=GroupMembership.objects.filter(group_id__in=within, left_at=None).values("membership_id"))
    elif level == Level.PUBLIC:
        reached = Q()
    elif level > Level.GROUP:
        reached |= ~Q(role=Role.GUEST)
    people = Membership.objects.filter(reached, status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    return int(people[:MOST].count())
