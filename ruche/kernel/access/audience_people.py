# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many people an audience reaches."""

from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, Membership

MOST = 10_000


def count_reached(obj: AudienceModel, act: Act) -> int:
    """Active people of the organisation to whom its level opens an act, its owner among them; up to 10,000 (one query).

    Those who hold a right over all objects of the kind come on top: the page says so.
    """
    return _count(obj.level(act), obj.audience_group_id, has_owner=obj.owner_id is not None)


def count_audience(actor: Actor, level: Level, group_id: UUID | None) -> int:
    """The same of an audience that somebody is about to choose. Raises NotFound for a group that is not there."""
    actor.require("organisation.view_members")
    if level == Level.GROUP and not Group.objects.filter(pk=group_id, deleted_at=None).exists():
        raise NotFound()
    return _count(level, group_id, has_owner=True)


def _count(level: Level, group_id: UUID | None, *, has_owner: bool) -> int:
    if level == Level.OWNER:
        return int(has_owner)
    people = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    if level == Level.GROUP:
        within = GroupInside.objects.filter(outer_id=group_id).values("inner_id")
        inside = GroupMembership.objects.filter(group_id__in=within, left_at=None).values("membership_id")
        return int(people.filter(pk__in=inside)[:MOST].count())
    if level != Level.PUBLIC:
        people = people.exclude(role=Role.GUEST)
    return int(people[:MOST].count())
