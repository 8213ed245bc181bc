# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.errors import NotAdmitted
from ruche.kernel.organisations.models import Group, GroupMembership, Membership
from ruche.kernel.realtime import revoke
from ruche.kernel.text import fold
from ruche.kernel.users.models import User


def admit(user: User, *, role: Role, group: Group | None, by: Membership | None, is_invited: bool) -> tuple[Membership, bool]:
    """Let a person into the organisation of the context, in the caller's transaction, and into a group of it.

    Returns the membership and whether they are new. Who belongs already keeps their role. Who left comes back as the
    same membership. Raises NotAdmitted for the suspended, and for the removed unless they were invited again.
    """
    name = user.name or user.email.partition("@")[0]
    values = {"name": name, "name_key": fold(name)[:120], "role": role, "joined_at": timezone.now(), "joined_by": by}
    membership, is_new = Membership.objects.get_or_create(user=user, defaults=values)
    if not is_new:
        is_new = _readmit(membership, role=role, by=by, is_invited=is_invited)
    if group is not None and group.deleted_at is None:
        join_group(membership, group, by=by)
    if is_new:
        announce("organisations.member_joined", membership.organisation_id, membership_id=membership.pk)
        revoke(user_id=user.pk, organisation_id=membership.organisation_id)
    return membership, is_new


def _readmit(membership: Membership, *, role: Role, by: Membership | None, is_invited: bool) -> bool:
    if membership.is_active:
        return False
    was_removed = membership.left_by_id != membership.pk
    if membership.status == Membership.Status.SUSPENDED or (was_removed and not is_invited):
        raise NotAdmitted()
    membership.status = Membership.Status.ACTIVE
    membership.role = role
    membership.joined_at, membership.joined_by = timezone.now(), by
    membership.left_at = membership.left_by = None
    membership.save()
    return True


def join_group(membership: Membership, group: Group, *, by: Membership | None) -> bool:
    """Begin an interval in a group; nothing when one is open. Returns whether it began."""
    _row, created = GroupMembership.objects.get_or_create(
        group=group, membership=membership, left_at=None, defaults={"joined_at": timezone.now(), "added_by": by}
    )
    return created
