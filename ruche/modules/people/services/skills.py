# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.models import Membership
from ruche.kernel.text import fold
from ruche.modules.people.models import PersonSkill, Skill
from ruche.modules.people.services.checks import LONGEST_WORD, words

Level = PersonSkill.Level


@dataclass(frozen=True)
class SkillClaim:
    """What somebody says of one skill; None keeps the level and the wish that it has."""

    name: str
    level: int | None = None
    wants: bool | None = None


def check_skills(asked: Iterable[str | Mapping[str, Any]]) -> list[SkillClaim]:
    """Names, or mappings with `name`, `level` (1 to 4) and `wants`; each skill once. Raises InvalidInput on "skills"."""
    claims: dict[str, SkillClaim] = {}
    for one in asked:
        claim = SkillClaim(one) if isinstance(one, str) else SkillClaim(one["name"], one.get("level"), one.get("wants"))
        for name in words("skills", [claim.name]):
            if claim.level is not None and claim.level not in Level.values:
                raise InvalidInput.on("skills", _("A level goes from 1 to 4."), code="level")
            claims.setdefault(fold(name), SkillClaim(name, claim.level, claim.wants))
    words("skills", [claim.name for claim in claims.values()])  # no more than there may be
    return list(claims.values())


def set_skills(membership: Membership, claims: list[SkillClaim]) -> None:
    """These and no others, in this order, in the transaction of the caller. One skill however it is spelt."""
    known = _skills_by_key(claims)
    held = {row.skill_id: row for row in PersonSkill.objects.select_for_update().filter(membership=membership)}
    wanted = {known[_key(claim.name)].pk: (position, claim) for position, claim in enumerate(claims)}
    PersonSkill.objects.filter(pk__in=[row.pk for skill_id, row in held.items() if skill_id not in wanted]).delete()
    for skill_id, (position, claim) in wanted.items():
        row = held.get(skill_id) or PersonSkill(membership=membership, skill_id=skill_id)
        row.position = position
        row.level = row.level if claim.level is None else claim.level
        row.wants = row.wants if claim.wants is None else claim.wants
        row.save()


def _skills_by_key(claims: list[SkillClaim]) -> dict[str, Skill]:
    """Those that are missing are made; two people who name one at once get the same."""
    missing = [Skill(name=claim.name, name_key=_key(claim.name)) for claim in claims]
    Skill.objects.bulk_create(missing, ignore_conflicts=True)
    return {one.name_key: one for one in Skill.objects.filter(name_key__in=[one.name_key for one in missing])}


def _key(name: str) -> str:
    return fold(name)[:LONGEST_WORD]
