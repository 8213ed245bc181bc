# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.services.admission import join_group
from ruche.kernel.organisations.services.groups import get_group
from ruche.kernel.realtime import revoke


def add_to_group(actor: Actor, *, group_id: UUID, membership_ids: Sequence[UUID], is_lead: bool = False) -> int:
    """Begin intervals in a group; who is in already stays. Returns how many began. Raises NotFound."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        group = get_group(group_id)
        people = list(Membership.objects.filter(pk__in=membership_ids, status=Membership.Status.ACTIVE))
        if len(people) != len(set(membership_ids)):
            raise NotFound()
        added = sum(join_group(person, group, by=actor.membership) for person in people)
        if is_lead:
            GroupMembership.objects.filter(group=group, membership__in=people, left_at=None).update(is_lead=True)
        for person in people:
            _tell(group.pk, person)
    return added


def remove_from_group(actor: Actor, *, group_id: UUID, membership_id: UUID) -> None:
    """End somebody's interval in a group. They stay in the organisation. Raises NotFound when they are not in it."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        row = _present(group_id, membership_id)
        row.left_at, row.is_lead = timezone.now(), False
        row.save(update_fields=["left_at", "is_lead", "updated_at"])
        _tell(group_id, row.membership)


def set_group_lead(actor: Actor, *, group_id: UUID, membership_id: UUID, is_lead: bool) -> None:
    """Name somebody in the group its lead, or no longer. A group may have several. Raises NotFound."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        row = _present(group_id, membership_id)
        row.is_lead = is_lead
        row.save(update_fields=["is_lead", "updated_at"])


def _present(group_id: UUID, membership_id: UUID) -> GroupMembership:
    rows = GroupMembership.objects.select_related("membership").select_for_update(of=("self",))
    row: GroupMembership | None = rows.filter(group_id=group_id, membership_id=membership_id, left_at=None, group__deleted_at=None).first()
    if row is None:
        raise NotFound()
    return row


def _tell(group_id: UUID, membership: Membership) -> None:
    announce("organisations.group_changed", membership.organisation_id, group_id=group_id, membership_id=membership.pk)
    revoke(user_id=membership.user_id, organisation_id=membership.organisation_id)
