# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.models import Membership
from ruche.modules.people.models import PersonSkill, Position, Profile, ProfileChange


def erase_profile(membership: Membership) -> None:
    """Forget what somebody said of themselves, when their account is deleted. Posts that they held are vacant."""
    for model in (ProfileChange, PersonSkill, Profile):
        model.objects.filter(membership=membership).delete()
    Position.objects.filter(holder=membership).update(holder=None)
