# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is no longer in the directory. Only after it was read to its end, and never too many at once: they are suspended,
lose nothing, and come back with the directory."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.roles import Role
from ruche.kernel.directories.models import LdapDirectory, LdapEntry
from ruche.kernel.directories.services.people import Known, People, tell_changed
from ruche.kernel.directories.services.report import Report
from ruche.kernel.organisations.models import Invitation, JoinCode, Membership
from ruche.kernel.organisations.services.locking import lock_organisation

_BATCH = 500
_HERE = (Membership.Status.ACTIVE, Membership.Status.WAITING)  # who waits for a consent would come in later
_FEW = 3  # so many may always leave, however small the organisation


def gone(people: People) -> list[Known]:
    return [one for key, one in people.known.items() if key not in people.seen and one.state != LdapEntry.State.GONE]


def are_too_many(people: People, leavers: Sequence[Known]) -> bool:
    there = sum(one.state != LdapEntry.State.GONE for one in people.known.values())
    return len(leavers) > _FEW and len(leavers) * 100 > there * people.directory.most_leavers


def let_go(directory: LdapDirectory, leavers: Sequence[Known], report: Report, *, is_dry: bool) -> None:
    """Suspend them, batch by batch. Whoever owns the organisation is only named in the report."""
    for start in range(0, len(leavers), _BATCH):
        with transaction.atomic():
            lock_organisation(directory.organisation_id)
            _suspend(leavers[start : start + _BATCH], directory, report)
            if is_dry:
                transaction.set_rollback(True)


def _suspend(leavers: Sequence[Known], directory: LdapDirectory, report: Report) -> None:
    by_member = {one.membership_id: one for one in leavers if one.membership_id}
    rows = list(Membership.objects.filter(pk__in=by_member, status__in=_HERE))
    for owner in (row for row in rows if row.role == Role.OWNER):
        report.note("owner_stays", owner.name)
    suspended = [row for row in rows if row.role != Role.OWNER]
    for row in suspended:
        report.note("left", row.name)
        record_audit(None, "suspend_member", row, after={"directory_id": str(directory.pk)})
    ids = [row.pk for row in suspended]
    Membership.objects.filter(pk__in=ids).update(status=Membership.Status.SUSPENDED)
    entries = LdapEntry.objects.filter(pk__in=[one.pk for one in leavers])
    invited = list(entries.filter(state=LdapEntry.State.INVITED).values_list("external_id", flat=True))
    _close_ways_in(ids, invited)
    entries.update(state=LdapEntry.State.GONE)
    entries.filter(membership_id__in=ids).update(is_suspended_here=True)
    tell_changed(directory.organisation_id, ids)


def _close_ways_in(membership_ids: Sequence[UUID], invited: Sequence[str]) -> None:
    """As for everybody who is put out: what they opened for others ends, and the directory's own invitations to them."""
    now = timezone.now()
    theirs = Q(invited_by_id__in=membership_ids) | Q(external_id__in=invited)
    Invitation.objects.filter(theirs, accepted_at=None, declined_at=None, revoked_at=None).update(revoked_at=now)
    JoinCode.objects.filter(created_by_id__in=membership_ids, revoked_at=None).update(revoked_at=now)
