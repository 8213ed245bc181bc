# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights have changed: raise the version, have sockets and doors ask again, tell the open pages."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from ruche.kernel.access.streams import KIND
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.realtime import publish_to_many, revoke


def tell(organisation_id: UUID, membership_ids: Collection[UUID] | None) -> None:
    """In the transaction of the change, after its lock on the organisation: so no two orders of locks exist."""
    if membership_ids is None:
        Organisation.objects.filter(pk=organisation_id).update(rights_epoch=F("rights_epoch") + 1)
        revoke(organisation_id=organisation_id)
        publish_to_many(KIND, _active_members(), "changed", {}, organisation_id=organisation_id)
        return
    if not membership_ids:
        return
    reached = Membership.objects.filter(pk__in=membership_ids)
    reached.update(rights_version=F("rights_version") + 1)
    tell_members(organisation_id, dict(reached.values_list("pk", "user_id")))


def tell_members(organisation_id: UUID, members: dict[UUID, UUID]) -> None:
    """Membership id → user id: their sockets and doors ask again, their pages say so."""
    if len(members) > 20:
        revoke(organisation_id=organisation_id)
    else:
        for user_id in members.values():
            revoke(user_id=user_id, organisation_id=organisation_id)
    publish_to_many(KIND, members, "changed", {}, organisation_id=organisation_id)


def _active_members() -> list[UUID]:
    return list(Membership.objects.filter(status=Membership.Status.ACTIVE).values_list("pk", flat=True))
