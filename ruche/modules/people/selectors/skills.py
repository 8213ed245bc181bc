# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.text import fold
from ruche.modules.people.models import PersonSkill
from ruche.modules.people.permissions import VIEW_PEOPLE


@dataclass(frozen=True)
class SkillLine:
    """A skill and how many people here have it."""

    id: UUID
    name: str
    people: int


def list_skills(actor: Actor, *, search: str = "", limit: int = 500) -> list[SkillLine]:
    """Skills that somebody here has, by name (one query)."""
    actor.require(VIEW_PEOPLE)
    rows = PersonSkill.objects.filter(membership__status=Membership.Status.ACTIVE, membership__kind=Membership.Kind.PERSON)
    for word in fold(search)[:120].split():
        rows = rows.filter(skill__name_key__contains=word)
    counted = rows.values_list("skill_id", "skill__name").annotate(people=Count("pk")).order_by("skill__name_key", "skill_id")
    return [SkillLine(*row) for row in counted[:limit]]


def list_skills_of(membership_id: UUID) -> list[PersonSkill]:
    """Somebody's skills in their order."""
    rows = PersonSkill.objects.filter(membership_id=membership_id).select_related("skill")
    return list(rows.order_by("position", "id"))
