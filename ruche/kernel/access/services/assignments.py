# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who holds a role besides the built-in one, where and until when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services.giving import effective, found_role, found_scope, permissions_in, require_giving, require_reach
from ruche.kernel.access.wall_time import WallTime, instant_of
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.lifecycle.minority import refuse_dangerous, refuse_office
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Group, Membership
from ruche.kernel.organisations.services.locking import lock_members, locked_membership
from ruche.kernel.text import one_line


def give_role(
    actor: Actor,
    *,
    membership_id: UUID,
    role: RoleRef,
    scope_id: UUID | None = None,
    starts: WallTime | None = None,
    ends: WallTime | None = None,
    reason: str = "",
) -> RoleAssignment:
    """Give somebody else a role besides their own, now or from a date on, in the organisation or over a group.

    Raises NotFound (person, role), ScopeUnknown, PermissionRefused, GivesMoreThanHas, InvalidInput (dates, held already).
    """
    with transaction.atomic():
        actor = lock_members(actor)
        membership, scope = _reached(actor, membership_id), found_scope(scope_id)
        starts_at, ends_at = _dates(starts, ends)
        require_giving(actor, permissions_in(role), scope=scope, ends_at=ends_at)
        if membership.pk == actor.membership.pk:
            raise PermissionRefused()  # they have all of it: it would only outlive what they have it by
        _refuse_service_accounts(membership, role)
        if role.builtin:
            refuse_office(membership.pk, Role(role.builtin))
        else:
            refuse_dangerous([membership.pk], effective(permissions_in(role), scope))
        assignment = _begin(
            membership,
            role,
            scope,
            starts_at=starts_at,
            ends_at=ends_at,
            starts_wall=starts.text if starts else "",
            ends_wall=ends.text if ends else "",
            zone=(ends or starts or WallTime("", "")).zone,
            reason=one_line(reason)[:200],
            given_by=actor.membership,
        )
        record_audit(actor, "give_role", assignment, after=assignment_data(assignment))
        tell(assignment)
    return assignment


def change_assignment(actor: Actor, *, assignment_id: UUID, ends: WallTime | None) -> RoleAssignment:
    """Let a role end at another time, or not at all. One's own only sooner. Raises as give_role."""
    with transaction.atomic():
        actor = lock_members(actor)
        assignment = _held(actor, assignment_id)
        ends_at = instant_of(ends.text, ends.zone, is_end=True) if ends else None
        _require(actor, assignment, _later(assignment.ends_at, ends_at))
        if assignment.membership_id == actor.membership.pk and _later(assignment.ends_at, ends_at) != assignment.ends_at:
            raise PermissionRefused()
        if ends_at is not None and ends_at <= max(assignment.starts_at, timezone.now()):
            raise InvalidInput.on("ends", _("It must end after it begins, and later than now."))
        before = assignment_data(assignment)
        assignment.ends_at, assignment.ends_wall = ends_at, ends.text if ends else ""
        assignment.zone = ends.zone if ends else assignment.zone
        assignment.save(update_fields=["ends_at", "ends_wall", "zone", "updated_at"])
        record_audit(actor, "change_assignment", assignment, before=before, after=assignment_data(assignment))
        tell(assignment)
    return assignment


def end_assignment(actor: Actor, *, assignment_id: UUID) -> RoleAssignment:
    """Take a role from somebody. One's own can always be given up. Raises NotFound, PermissionRefused, GivesMoreThanHas."""
    with transaction.atomic():
        actor = lock_members(actor)
        assignment = _held(actor, assignment_id)
        if assignment.membership_id != actor.membership.pk:
            _require(actor, assignment, assignment.ends_at)
        assignment.ended_at, assignment.ended_by = timezone.now(), actor.membership
        assignment.save(update_fields=["ended_at", "ended_by", "updated_at"])
        record_audit(actor, "end_assignment", assignment, before=assignment_data(assignment))
        tell(assignment)
    return assignment


def assignment_data(assignment: RoleAssignment) -> dict[str, Any]:
    """An assignment as the audit shows it: ids and instants."""
    return {
        "membership": str(assignment.membership_id),
        "role": assignment.builtin or str(assignment.role_id),
        "scope": str(assignment.scope_id) if assignment.scope_id else None,
        "starts_at": assignment.starts_at.isoformat(),
        "ends_at": assignment.ends_at.isoformat() if assignment.ends_at else None,
        "source": assignment.source,
    }


def tell(assignment: RoleAssignment) -> None:
    """Within a second its holder's pages, sockets and doors know."""
    touch_rights(assignment.organisation_id, membership_ids=[assignment.membership_id])
    announce(
        "access.assignment_changed",
        assignment.organisation_id,
        assignment_id=assignment.pk,
        membership_id=assignment.membership_id,
    )


def _begin(membership: Membership, role: RoleRef, scope: Group | None, **values: Any) -> RoleAssignment:
    """One open row for each role and place: what ended by its date makes room for a new one."""
    same = RoleAssignment.objects.filter(membership=membership, role_id=role.role_id, builtin=role.builtin, scope=scope, ended_at=None)
    for old in same:
        if old.ends_at is None or old.ends_at > timezone.now():
            raise InvalidInput.on("role", _("This person has this role there already. Change its dates instead."), code="held_already")
        old.ended_at = old.ends_at
        old.save(update_fields=["ended_at", "updated_at"])
    row: RoleAssignment = RoleAssignment.objects.create(
        membership=membership, role=found_role(role), builtin=role.builtin, scope=scope, **values
    )
    return row


def _reached(actor: Actor, membership_id: UUID) -> Membership:
    membership = locked_membership(membership_id)
    require_reach(actor, membership)
    if not membership.is_active:
        raise InvalidInput.on("membership", _("Only active people have a role."))
    return membership


def _held(actor: Actor, assignment_id: UUID) -> RoleAssignment:
    rows = RoleAssignment.objects.select_related("membership", "scope").filter(pk=assignment_id, ended_at=None)
    assignment: RoleAssignment | None = rows.first()
    if assignment is None:
        raise NotFound()
    require_reach(actor, assignment.membership)
    return assignment


def _require(actor: Actor, assignment: RoleAssignment, ends_at: datetime | None) -> None:
    ref = RoleRef(assignment.role_id, assignment.builtin)
    require_giving(actor, permissions_in(ref), scope=assignment.scope, ends_at=ends_at)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _dates(starts: WallTime | None, ends: WallTime | None) -> tuple[datetime, datetime | None]:
    now = timezone.now()
    starts_at = max(instant_of(starts.text, starts.zone, is_end=False), now) if starts else now
    ends_at = instant_of(ends.text, ends.zone, is_end=True) if ends else None
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidInput.on("ends", _("It must end after it begins, and later than now."))
    return starts_at, ends_at


def _refuse_service_accounts(membership: Membership, role: RoleRef) -> None:
    if membership.kind == Membership.Kind.SERVICE and role.builtin == Role.ADMIN:
        raise InvalidInput.on("role", _("A service account cannot be an administrator."))
