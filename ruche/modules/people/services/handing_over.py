# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import F
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.modules.people.models import Position


def reassign_posts(actor: Actor, giver: Membership, heir: Membership) -> int:
    """Posts that somebody answers for are somebody else's. Those they hold are not: who holds a post is chosen. Returns how many."""
    rows = Position.objects.filter(owner=giver, deleted_at=None)
    return int(rows.update(owner=heir, version=F("version") + 1, updated_at=timezone.now()))
