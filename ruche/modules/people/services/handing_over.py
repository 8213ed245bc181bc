# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection

from django.db.models import F
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.modules.people.models import Position
from ruche.modules.people.selectors import HELD_POSITION


def reassign_posts(actor: Actor, giver: Membership, heir: Membership, kinds: Collection[str] | None) -> int:
    """Posts that somebody holds are somebody else's, where that was chosen: without a choice they become vacant instead.

    Those they answer for have an owner, which the kernel hands over.
    """
    if kinds is None or HELD_POSITION not in kinds:
        return 0
    rows = Position.objects.filter(holder=giver, deleted_at=None)
    return int(rows.update(holder=heir, version=F("version") + 1, updated_at=timezone.now()))
