# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.selectors.permissions import require_reading
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Membership


def get_person(actor: Actor, membership_id: UUID) -> Membership:
    """Somebody whose rights the actor may read, whatever their state. Raises NotFound, PermissionRefused."""
    if membership_id != actor.membership.pk:
        require_reading(actor)
    person: Membership | None = Membership.objects.select_related("user").filter(pk=membership_id).first()
    if person is None:
        raise NotFound()
    return person
