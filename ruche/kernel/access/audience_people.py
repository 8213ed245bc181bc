# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many people an audience reaches."""

from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.models import GroupInside, GroupMembership, Membership

MOST = 10_000


def count_reached(obj: AudienceModel, act: Act) -> int:
    """Active people of the organisation to whom its level opens an act, its owner among them; up to 10,000 (one query).

    Those who hold a right over all objects of the kind come on top: the page says so.
    """
    level = obj.level(act)
    if level == Level.OWNER:
        return 1 if obj.owner_id else 0
    people = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    if level == Level.GROUP:
        within = GroupInside.objects.filter(outer_id=obj.audience_group_id).values("inner_id")
        inside = GroupMembership.objects.filter(group_id__in=within, left_at=None).values("membership_id")
        return int(people.filter(pk__in=inside)[:MOST].count())
    if level != Level.PUBLIC:
        people = people.exclude(role=Role.GUEST)
    return int(people[:MOST].count())
