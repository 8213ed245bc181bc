# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows here from what happens elsewhere, once and without loss."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.services import notify, withdraw
from ruche.kernel.organisations.models import Membership
from ruche.modules.people.models import Position, ProfileChange
from ruche.modules.people.selectors.changes import DECIDED, PROPOSED, list_deciders

_TOLD = """
select told.id as membership_id, told.user_id, c.id as subject_id, null::uuid as container_id, 0::bigint as position,
       {cause} as caused_by_id, 1 as count, {happened} as happened_at, true as is_read_apart
from people_profilechange c
join organisations_membership told on told.organisation_id = c.organisation_id and told.status = 'active' and {whom}
where c.organisation_id = %(organisation)s and c.id = %(change)s and c.state {state}
"""
_TO_DECIDE = _TOLD.format(
    cause="c.proposed_by_id", happened="c.created_at", whom="told.id = any(%(deciders)s::uuid[])", state="= 'proposed'"
)
_OF_DECISION = _TOLD.format(
    cause="c.decided_by_id",
    happened="c.decided_at",
    whom="told.id = c.membership_id and told.id <> c.decided_by_id",
    state="in ('approved', 'rejected')",
)


def tell_deciders(organisation_id: UUID, change_id: UUID) -> None:
    """Whoever is in charge of somebody hears what they propose."""
    change = ProfileChange.objects.select_related("membership__user", "organisation").filter(pk=change_id).first()
    if change is None:
        return
    person = Actor(user=change.membership.user, membership=change.membership, organisation=change.organisation)
    deciders = [one.pk for one in list_deciders(person, change.membership_id)]
    notify(PROPOSED, _TO_DECIDE, {"change": change_id, "deciders": deciders})


def tell_decision(organisation_id: UUID, change_id: UUID) -> None:
    """The person hears what was decided; whoever was asked and did not decide is asked no longer."""
    withdraw(Notification.objects.filter(kind=PROPOSED, subject_id=change_id))
    notify(DECIDED, _OF_DECISION, {"change": change_id})


def vacate_posts(organisation_id: UUID, membership_id: UUID) -> None:
    """Who left holds no post any more, and nothing of theirs waits to be approved."""
    if Membership.objects.filter(pk=membership_id).exclude(status=Membership.Status.LEFT).exists():
        return
    with transaction.atomic():
        Position.objects.filter(holder_id=membership_id).update(holder=None, version=F("version") + 1, updated_at=timezone.now())
        waiting = ProfileChange.objects.filter(membership_id=membership_id, state=ProfileChange.State.PROPOSED)
        withdraw(Notification.objects.filter(kind=PROPOSED, subject_id__in=list(waiting.values_list("pk", flat=True))))
        waiting.update(state=ProfileChange.State.WITHDRAWN, decided_at=timezone.now(), updated_at=timezone.now())


def move_posts(organisation_id: UUID, group_id: UUID) -> None:
    """A group was removed: its posts go where its audiences went; without such a group they rest with it."""
    rows = Position.objects.filter(group_id=group_id, audience_group__deleted_at=None).exclude(audience_group_id=group_id)
    with transaction.atomic():
        for position in rows.exclude(audience_group=None).select_for_update(of=("self",)):
            position.group_id = position.audience_group_id
            position.version += 1
            position.save(update_fields=["group", "version", "updated_at"])
