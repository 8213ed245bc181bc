# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changes about those who belong. An organisation always keeps an active owner, also when two of them act at once."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.danger import check_recent_for
from ruche.kernel.access.errors import GivesMoreThanHas
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.lifecycle.minority import refuse_office, status_within
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import GroupMembership, Invitation, JoinCode, Membership
from ruche.kernel.organisations.services.locking import keep_an_owner, lock_members, locked_membership


def change_role(actor: Actor, *, membership_id: UUID, role: Role) -> Membership:
    """Give somebody another role, at most one's own. Raises LastOwner, PermissionRefused, NotFound."""
    actor.require("organisation.manage_members")
    with transaction.atomic():
        actor, membership = _reach(actor, membership_id)
        if not membership.is_active:
            raise InvalidInput.on("role", _("Only active people have a role."))
        if not actor.role.includes(role):
            raise PermissionRefused()
        _refuse_beyond(actor, membership, role)
        if role != Role.OWNER:
            keep_an_owner(membership)
        before = membership.role
        _set(membership, role=role)
        record_audit(actor, "change_role", membership, before={"role": before}, after={"role": role.value})
        _close_ways_in(membership, above=role)
    return membership


def suspend_member(actor: Actor, *, membership_id: UUID) -> Membership:
    """Keep somebody out until they are reactivated. They lose nothing. Raises LastOwner, PermissionRefused, NotFound."""
    actor.require("organisation.manage_members")
    with transaction.atomic():
        actor, membership = _reach(actor, membership_id)
        _refuse_oneself(actor, membership)
        if membership.is_active:
            keep_an_owner(membership)
            _set(membership, status=Membership.Status.SUSPENDED)
            _close_ways_in(membership)
            record_audit(actor, "suspend_member", membership)
    return membership


def reactivate_member(actor: Actor, *, membership_id: UUID) -> Membership:
    """End a suspension. Somebody who left comes back by an invitation instead."""
    actor.require("organisation.manage_members")
    with transaction.atomic():
        actor, membership = _reach(actor, membership_id)
        if membership.status == Membership.Status.LEFT:
            raise InvalidInput(_("This person has left. Invite them again."))
        _set(membership, status=status_within(membership))
        record_audit(actor, "reactivate_member", membership)
    return membership


def remove_member(actor: Actor, *, membership_id: UUID) -> Membership:
    """End somebody's membership. What they wrote stays, under their name. Raises LastOwner, PermissionRefused, NotFound."""
    actor.require("organisation.manage_members")
    with transaction.atomic():
        actor, membership = _reach(actor, membership_id)
        _refuse_oneself(actor, membership)
        if membership.status != Membership.Status.LEFT:
            keep_an_owner(membership)
            _end(membership, by=actor.membership)
            _close_ways_in(membership)
            record_audit(actor, "remove_member", membership, before={"role": membership.role})
    return membership


def end_membership(membership_id: UUID, *, by: Membership | None) -> Membership:
    """End a membership as was decided before, by who had the right then: in the caller's transaction, under the lock.

    Ended already, nothing happens. Raises NotFound, LastOwner.
    """
    membership = locked_membership(membership_id)
    if membership.status != Membership.Status.LEFT:
        keep_an_owner(membership)
        before = {"role": membership.role}
        _end(membership, by=by)
        _close_ways_in(membership)
        actor = Actor(user=by.user, membership=by, organisation=by.organisation) if by else None
        record_audit(actor, "remove_member", membership, before=before)
    return membership


def leave_organisation(actor: Actor) -> None:
    """End one's own membership. It stays as "left", so that what one did keeps its author. Raises LastOwner."""
    with transaction.atomic():
        actor = lock_members(actor)
        keep_an_owner(actor.membership)
        _end(actor.membership, by=actor.membership)
        _close_ways_in(actor.membership)
        record_audit(actor, "leave_organisation", actor.membership, before={"role": actor.membership.role})


def transfer_ownership(actor: Actor, *, membership_id: UUID) -> Membership:
    """Make somebody else the owner; the actor becomes an administrator. Raises PermissionRefused, NotFound."""
    actor.require("organisation.transfer_ownership")
    with transaction.atomic():
        actor, membership = _reach(actor, membership_id)
        actor.require("organisation.transfer_ownership")
        if not membership.is_active or membership.pk == actor.membership.pk:
            raise InvalidInput.on("membership", _("Choose another active person."))
        _refuse_beyond(actor, membership, Role.OWNER)
        _set(membership, role=Role.OWNER)
        _set(actor.membership, role=Role.ADMIN)
        record_audit(actor, "transfer_ownership", membership, after={"owner": str(membership.pk)})
    return membership


def _reach(actor: Actor, membership_id: UUID) -> tuple[Actor, Membership]:
    """Actor and membership under the lock; nobody reaches those who may more than they."""
    actor = lock_members(actor)
    membership = locked_membership(membership_id)
    if not actor.can("organisation.manage_members") or not actor.role.includes(Role(membership.role)):
        raise PermissionRefused()
    return actor, membership


def _refuse_oneself(actor: Actor, membership: Membership) -> None:
    if membership.pk == actor.membership.pk:
        raise InvalidInput(_("You cannot remove yourself. Leave the organisation instead."), code="oneself")


def _refuse_beyond(actor: Actor, membership: Membership, role: Role) -> None:
    """A token gives no role beyond its scopes; a program administrates nothing, and neither does a minor.

    What is dangerous in the role asks for a proof that is recent. Raises RecentAuthentication.
    """
    check_recent_for(permissions_of(role) - permissions_of(Role(membership.role)))
    refuse_office(membership.pk, role)
    if actor.token is not None and actor.token.scopes is not None and (missing := permissions_of(role) - actor.token.scopes):
        raise GivesMoreThanHas(missing)
    if membership.kind == Membership.Kind.SERVICE and role.includes(Role.ADMIN):
        raise InvalidInput.on("role", _("A service account cannot be an administrator."))


def _set(membership: Membership, **values: str) -> None:
    for name, value in values.items():
        setattr(membership, name, value)
    membership.save(update_fields=[*values, "updated_at"])
    announce("organisations.member_changed", membership.organisation_id, membership_id=membership.pk)
    touch_rights(membership.organisation_id, membership_ids=[membership.pk])


def _end(membership: Membership, *, by: Membership | None) -> None:
    now = timezone.now()
    membership.status, membership.left_at, membership.left_by = Membership.Status.LEFT, now, by
    membership.save(update_fields=["status", "left_at", "left_by", "updated_at"])
    GroupMembership.objects.filter(membership=membership, left_at=None).update(left_at=now)
    RoleAssignment.objects.filter(membership=membership, ended_at=None).update(ended_at=now, ended_by=by)
    announce("organisations.member_left", membership.organisation_id, membership_id=membership.pk)
    touch_rights(membership.organisation_id, membership_ids=[membership.pk])


def _close_ways_in(membership: Membership, above: Role | None = None) -> None:
    """Nobody who left or was put out keeps a door open: their invitations and codes end with them.

    `above`: they stay, in this role, and only what they could not give any more ends.
    """
    now = timezone.now()
    invitations = Invitation.objects.filter(invited_by=membership, accepted_at=None, declined_at=None, revoked_at=None)
    codes = JoinCode.objects.filter(created_by=membership, revoked_at=None)
    if above is not None and "organisation.invite_member" in permissions_of(above):
        invitations = invitations.exclude(role__in=[role for role in Role if above.includes(role)])
        codes = codes.none()
    invitations.update(revoked_at=now)
    codes.update(revoked_at=now)
