# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import transaction

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Membership
from ruche.kernel.text import fold
from ruche.modules.people.models import Profile
from ruche.modules.people.models.changes import FIELD_LABELS
from ruche.modules.people.permissions import UPDATE_PROFILE
from ruche.modules.people.selectors.changes import decided_by_oneself, fields_to_approve
from ruche.modules.people.selectors.skills import list_skills_of
from ruche.modules.people.services.checks import check_availability_dates, checked
from ruche.modules.people.services.proposing import current_value, propose
from ruche.modules.people.services.skills import set_skills
from ruche.modules.people.signals import PROFILE_UPDATED


def update_profile(actor: Actor, **changes: Any) -> Profile:
    """Change some of one's own name, title, pronouns, phone, email, skills, languages, text, birthday, availability (keywords).

    A field that needs approval is not changed but proposed to whoever is in charge, unless nobody else could decide.
    `birthday`: (day, month) or None. `availability`: seven lists of parts of a day. `skills`: names, or mappings with `level` and `wants`.
    Raises InvalidInput that names every field that is wrong.
    """
    actor.require(UPDATE_PROFILE)
    values = checked(changes)
    skills = values.pop("skills", None)
    with transaction.atomic():
        profile = lock_profile(actor.membership)
        values = _without_those_to_approve(actor, profile, values)
        if skills is not None:
            set_skills(actor.membership, skills)
        write_fields(profile, actor.membership, values)
        announce(PROFILE_UPDATED, actor.organisation_id, membership_id=actor.membership.pk)
    return profile


def lock_profile(membership: Membership) -> Profile:
    """Somebody's profile, made when there is none, for nobody else to change until the transaction ends."""
    profile: Profile = Profile.objects.select_for_update().get_or_create(membership=membership)[0]
    return profile


def write_fields(profile: Profile, membership: Membership, values: dict[str, Any]) -> None:
    """Keep checked values, and what the search finds of them."""
    values = dict(values)
    if "birthday" in values:
        profile.birth_day, profile.birth_month = values.pop("birthday") or (None, None)
    if "name" in values:
        membership.name = values.pop("name")
        membership.name_key = fold(membership.name)[:120]
        membership.save(update_fields=["name", "name_key", "updated_at"])
    for field, value in values.items():
        setattr(profile, field, value)
    check_availability_dates(profile.available_from, profile.available_until)
    profile.search_key = search_key_of(profile)
    profile.save()


def search_key_of(profile: Profile) -> str:
    """Title, skills and languages, folded."""
    names = [row.skill.name for row in list_skills_of(profile.membership_id)]
    return fold(" ".join([profile.title, *names, *profile.languages]))


def _without_those_to_approve(actor: Actor, profile: Profile, values: dict[str, Any]) -> dict[str, Any]:
    """Propose what needs approval, and give back the rest."""
    changed = {field for field in values if field in FIELD_LABELS and values[field] != current_value(profile, actor.membership, field)}
    gated = changed & fields_to_approve() if changed else set()
    if gated and decided_by_oneself(actor):
        gated = set()
    for field in sorted(gated):
        propose(actor, profile, field, values[field])
    return {field: value for field, value in values.items() if field not in gated}
