# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import replace
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.models import Membership, Organisation


def lock_organisation(organisation_id: UUID) -> Organisation:
    """One change at a time, until the transaction ends, of what concerns the organisation as a whole.

    Owners, the tree of groups, its slug, open invitations. Rows that only reference it are not held up (no key).
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def lock_members(actor: Actor) -> Actor:
    """The lock above, and the actor as they are now: somebody else may have changed their role while they waited."""
    organisation = lock_organisation(actor.organisation_id)
    membership = Membership.objects.get(pk=actor.membership.pk)
    if not membership.is_active:
        raise PermissionRefused()
    return replace(actor, membership=membership, organisation=organisation)


def locked_membership(membership_id: UUID) -> Membership:
    """A membership of the organisation of the context, as it is under the lock. Raises NotFound."""
    membership: Membership | None = Membership.objects.select_related("user").filter(pk=membership_id).first()
    if membership is None:
        raise NotFound()
    return membership


def keep_an_owner(membership: Membership) -> None:
    """Raise LastOwner when this membership is the only active one that owns the organisation."""
    owners = Membership.objects.filter(role=Role.OWNER, status=Membership.Status.ACTIVE)
    if membership.role == Role.OWNER and membership.is_active and not owners.exclude(pk=membership.pk).exists():
        raise LastOwner()
