# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.models import Membership
from ruche.kernel.text import fold
from ruche.modules.people.models import PersonSkill, Skill
from ruche.modules.people.services.checks import LONGEST_WORD, SkillClaim


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
