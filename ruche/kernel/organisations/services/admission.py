# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letting people into the organisation of the context: one of them, or thousands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.lifecycle.minority import status_within
from ruche.kernel.modules.signals import announce, announce_many
from ruche.kernel.organisations.errors import NotAdmitted
from ruche.kernel.organisations.models import Group, GroupMembership, Membership
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.realtime import revoke
from ruche.kernel.text import fold
from ruche.kernel.users.models import User

BATCH = 500


@dataclass(frozen=True)
class Admission:
    """One person to let in. `groups`: ids; those that are gone or in the bin are passed over."""

    user: User
    name: str = ""
    role: Role = Role.MEMBER
    groups: Sequence[UUID] = ()
    is_invited: bool = False
    status: str = Membership.Status.ACTIVE


@dataclass(frozen=True)
class AdmittedPeople:
    """What became of them, by the user's id. Who belonged already is in `memberships` but not in `joined`."""

    memberships: dict[UUID, Membership] = field(default_factory=dict)
    joined: set[UUID] = field(default_factory=set)
    refused: set[UUID] = field(default_factory=set)


def admit(
    user: User, *, role: Role, group: Group | None, by: Membership | None, is_invited: bool, status: str = Membership.Status.ACTIVE
) -> tuple[Membership, bool]:
    """Let a person into the organisation of the context, in the caller's transaction, and into a group of it.
    `status`: WAITING for a child whose parent is asked first; nobody is told of them yet.

    Returns the membership and whether they are new. Who belongs already keeps their role. Who left comes back as the
    same membership. Raises NotAdmitted for the suspended, and for the removed unless they were invited again.
    """
    name = user.name or user.email.partition("@")[0]
    values = {"name": name, "name_key": fold(name)[:120], "role": role, "status": status, "joined_at": timezone.now(), "joined_by": by}
    membership, is_new = Membership.objects.get_or_create(user=user, defaults=values)
    if not is_new:
        is_new = _readmit(membership, role=role, by=by, is_invited=is_invited)
    if group is not None and group.deleted_at is None:
        join_group(membership, group, by=by)
    if is_new and membership.is_active:
        announce("organisations.member_joined", membership.organisation_id, membership_id=membership.pk)
        revoke(user_id=user.pk, organisation_id=membership.organisation_id)
    return membership, is_new


def admit_many(organisation_id: UUID, people: Sequence[Admission], *, source: str) -> AdmittedPeople:
    """Let many into the organisation of the context. `source` (GroupMembership.Source) is written where they join groups.

    Every 500 are a transaction of their own: what was done stays when a later batch fails, and doing it again changes nothing.
    Nobody is raised about: the suspended, and the removed unless they are invited, are in `refused`.
    """
    everybody = AdmittedPeople()
    for start in range(0, len(people), BATCH):
        admitted = admit_batch(organisation_id, people[start : start + BATCH], source=source)
        everybody.memberships.update(admitted.memberships)
        everybody.joined.update(admitted.joined)
        everybody.refused.update(admitted.refused)
    return everybody


def admit_batch(organisation_id: UUID, people: Sequence[Admission], *, source: str) -> AdmittedPeople:
    """One batch of admit_many, in one transaction (or in the caller's), with one word to the sockets."""
    wanted = {one.user.pk: one for one in people}
    with transaction.atomic():
        lock_organisation(organisation_id)
        known = {row.user_id: row for row in Membership.objects.filter(user_id__in=wanted)}
        new = Membership.objects.bulk_create([_membership(one) for key, one in wanted.items() if key not in known])
        admitted = AdmittedPeople(known | {row.user_id: row for row in new}, {row.user_id for row in new})
        for user_id, row in known.items():
            _take_back(admitted, wanted[user_id], row)
        for user_id in admitted.refused:
            admitted.memberships.pop(user_id)
        changed = _join_groups(wanted, admitted.memberships, source)
        touch_rights(organisation_id, membership_ids=changed & {row.pk for row in known.values()})
        announce_many("organisations.member_joined", organisation_id, _ids(admitted))
        if admitted.joined:
            revoke(organisation_id=organisation_id)
    return admitted


def _membership(one: Admission) -> Membership:
    name = (one.name or one.user.name or one.user.email.partition("@")[0])[:120]
    return Membership(user=one.user, name=name, name_key=fold(name)[:120], role=one.role, status=one.status, joined_at=timezone.now())


def _take_back(admitted: AdmittedPeople, one: Admission, row: Membership) -> None:
    try:
        if _readmit(row, role=one.role, by=None, is_invited=one.is_invited):
            admitted.joined.add(one.user.pk)
    except NotAdmitted:
        admitted.refused.add(one.user.pk)


def _join_groups(wanted: Mapping[UUID, Admission], memberships: Mapping[UUID, Membership], source: str) -> set[UUID]:
    pairs = {(group_id, memberships[key].pk) for key, one in wanted.items() if key in memberships for group_id in one.groups}
    groups = {group_id for group_id, _member in pairs}
    there = set(Group.objects.filter(pk__in=groups, deleted_at=None).values_list("pk", flat=True))
    members = {member for _group, member in pairs}
    open_ = GroupMembership.objects.filter(group_id__in=there, membership_id__in=members, left_at=None)
    pairs -= set(open_.values_list("group_id", "membership_id"))
    now = timezone.now()
    rows = [GroupMembership(group_id=group, membership_id=one, joined_at=now, source=source) for group, one in pairs if group in there]
    GroupMembership.objects.bulk_create(rows)
    return {row.membership_id for row in rows}


def _ids(admitted: AdmittedPeople) -> Iterable[dict[str, UUID]]:
    return ({"membership_id": admitted.memberships[user_id].pk} for user_id in admitted.joined if _is_in(admitted, user_id))


def _is_in(admitted: AdmittedPeople, user_id: UUID) -> bool:
    return admitted.memberships[user_id].status == Membership.Status.ACTIVE


def _readmit(membership: Membership, *, role: Role, by: Membership | None, is_invited: bool) -> bool:
    if membership.is_active or membership.status == Membership.Status.WAITING:
        return False
    was_removed = membership.left_by_id != membership.pk
    if membership.status == Membership.Status.SUSPENDED or (was_removed and not is_invited):
        raise NotAdmitted()
    membership.status = status_within(membership)
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
