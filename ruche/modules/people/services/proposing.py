# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Membership
from ruche.modules.people.models import Profile, ProfileChange
from ruche.modules.people.signals import CHANGE_PROPOSED

State = ProfileChange.State


def current_value(profile: Profile, membership: Membership, field: str) -> str:
    value: str = membership.name if field == "name" else getattr(profile, field)
    return value


def propose(actor: Actor, profile: Profile, field: str, value: str) -> ProfileChange:
    """Ask for a checked value, in the transaction of the caller. What was asked for before and still waits is withdrawn."""
    before = current_value(profile, actor.membership, field)
    waiting: ProfileChange | None = (
        ProfileChange.objects.select_for_update().filter(membership=actor.membership, field=field, state=State.PROPOSED).first()
    )
    if waiting is not None and (waiting.before, waiting.after) == (before, value):
        return waiting
    if waiting is not None:
        waiting.state, waiting.decided_by, waiting.decided_at = State.WITHDRAWN, actor.membership, timezone.now()
        waiting.save()
    change: ProfileChange = ProfileChange.objects.create(
        membership=actor.membership, field=field, before=before, after=value, proposed_by=actor.membership
    )
    announce(CHANGE_PROPOSED, actor.organisation_id, change_id=change.pk)
    return change
