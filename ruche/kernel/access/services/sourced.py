# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that a sign-in provider or a directory gives: they follow what it says, and leave alone what people gave."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.danger import dangerous_in
from ruche.kernel.access.errors import ScopeUnknown
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import GIVEN, RoleRef
from ruche.kernel.access.services.assignments import assignment_data, tell
from ruche.kernel.access.services.giving import effective, found_role, found_scope, permissions_in
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.minority import is_minor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services.locking import lock_organisation, locked_membership

Held = tuple[RoleRef, UUID | None]


def set_sourced_roles(organisation_id: UUID, *, membership_id: UUID, source: str, held: Collection[Held]) -> int:
    """Make the roles of one source what it says: role and group (None: everywhere). Returns how many began or ended.

    Never an owner; service accounts and minors never administrate, and minors hold nothing dangerous. Roles and groups that are
    gone are passed over.
    """
    with transaction.atomic():
        lock_organisation(organisation_id)
        membership = locked_membership(membership_id)
        rows = RoleAssignment.objects.filter(membership=membership, ended_at=None)
        present = {(RoleRef(row.role_id, row.builtin), row.scope_id): row for row in rows}
        wanted = {one for one in held if _is_possible(membership, one)} if membership.is_active else set()
        over = [row for key, row in present.items() if row.source == source and key not in wanted]
        for row in over:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at", "updated_at"])
            record_audit(None, "end_assignment", row, before=assignment_data(row))
            tell(row)
        begun = [_begin(membership, source, *key) for key in sorted(wanted - present.keys(), key=str)]
    return len(over) + len(begun)


def _begin(membership: Membership, source: str, ref: RoleRef, scope_id: UUID | None) -> RoleAssignment:
    row: RoleAssignment = RoleAssignment.objects.create(
        membership=membership, role_id=ref.role_id, builtin=ref.builtin, scope_id=scope_id, source=source, starts_at=timezone.now()
    )
    record_audit(None, "give_role", row, after=assignment_data(row))
    tell(row)
    return row


def _is_possible(membership: Membership, one: Held) -> bool:
    ref, scope_id = one
    try:
        found_role(ref)
        scope = found_scope(scope_id)
    except (NotFound, ScopeUnknown):
        return False
    if not ref.builtin and dangerous_in(effective(permissions_in(ref), scope)) and is_minor(membership.pk):
        return False
    may_administrate = membership.kind == Membership.Kind.PERSON and not is_minor(membership.pk)
    return not ref.builtin or (ref.builtin in GIVEN and (may_administrate or ref.builtin != "admin"))
