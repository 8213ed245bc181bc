# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, Membership
from ruche.kernel.text import fold
from ruche.modules.people.models import PersonSkill, Profile
from ruche.modules.people.models.availability import day_mask
from ruche.modules.people.permissions import VIEW_BIRTHDAYS

_LONGEST_SEARCH = 120


@dataclass(frozen=True)
class Narrowing:
    """What the directory is narrowed to. `level`: of the skill, at least; of any skill without one. `day`: usually free on that day."""

    search: str = ""
    group_id: UUID | None = None
    skill_id: UUID | None = None
    level: int = 1
    day: date | None = None
    role: str = ""
    birth_month: int | None = None


def narrowed_people(actor: Actor, asked: Narrowing) -> QuerySet[Membership]:
    """Active people that the narrowing leaves. Service accounts are nobody. Raises NotFound for a group that is not there."""
    rows: QuerySet[Membership] = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    rows = _by_words(rows, asked.search)
    if asked.group_id is not None:
        rows = rows.filter(Exists(_in_group(asked.group_id)))
    if asked.skill_id is not None or asked.level > 1:
        skilled = PersonSkill.objects.filter(membership=OuterRef("pk"), level__gte=asked.level)
        rows = rows.filter(Exists(skilled if asked.skill_id is None else skilled.filter(skill_id=asked.skill_id)))
    if asked.role in Role.values:
        rows = rows.filter(role=asked.role)
    profile = _profile_condition(actor, asked)
    return rows.filter(Exists(Profile.objects.filter(profile, membership=OuterRef("pk")))) if profile else rows


def _by_words(rows: QuerySet[Membership], search: str) -> QuerySet[Membership]:
    for word in fold(search)[:_LONGEST_SEARCH].split():
        profiles = Profile.objects.filter(membership=OuterRef("pk"), search_key__contains=word)
        rows = rows.filter(Q(name_key__contains=word) | Exists(profiles))
    return rows


def _in_group(group_id: UUID) -> QuerySet[GroupMembership]:
    """Whoever is in the group or in one inside it."""
    if not Group.objects.filter(pk=group_id, deleted_at=None).exists():
        raise NotFound()
    inner = GroupInside.objects.filter(outer_id=group_id, inner__deleted_at=None).values("inner_id")
    found: QuerySet[GroupMembership] = GroupMembership.objects.filter(membership=OuterRef("pk"), left_at=None, group_id__in=inner)
    return found


def _profile_condition(actor: Actor, asked: Narrowing) -> Q:
    condition = Q()
    if asked.birth_month is not None and actor.can(VIEW_BIRTHDAYS):
        condition &= Q(shows_birthday=True, birth_month=asked.birth_month)
    if asked.day is not None:
        free = F("availability").bitand(day_mask(asked.day.weekday()))
        begun = Q(available_from=None) | Q(available_from__lte=asked.day)
        not_over = Q(available_until=None) | Q(available_until__gte=asked.day)
        condition &= begun & not_over & Q(pk__in=Profile.objects.alias(free=free).filter(free__gt=0).values("pk"))
    return condition
