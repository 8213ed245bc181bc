# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that begin and end by themselves. Rights follow the date on their own; here pages are told, and the end is noted."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.services.assignments import assignment_data
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.services.locking import lock_organisation

# A start is told by each run that finds it within this time: twice does no harm, and a late worker misses none of a few minutes.
BACK = timedelta(minutes=5)


def tell_dated_roles() -> int:
    """Of all organisations. A second run changes nothing but to say once more that a role has just begun. Returns how many."""
    now = timezone.now()
    begun: dict[UUID, set[UUID]] = defaultdict(set)
    over: dict[UUID, set[UUID]] = defaultdict(set)
    with organisation_scope(None), connection.cursor() as cursor:
        cursor.execute("select * from dated_assignments(%s, %s)", [now - BACK, now])
        for organisation_id, assignment_id, membership_id, is_end in cursor.fetchall():
            (over if is_end else begun)[organisation_id].add(assignment_id if is_end else membership_id)
    for organisation_id in begun.keys() | over.keys():
        with organisation_scope(organisation_id), transaction.atomic():
            lock_organisation(organisation_id)
            ended = _end(over[organisation_id], now)
            touch_rights(organisation_id, membership_ids=begun[organisation_id] | ended)
    return sum(map(len, begun.values())) + sum(map(len, over.values()))


def _end(assignment_ids: set[UUID], now: datetime) -> set[UUID]:
    rows = RoleAssignment.objects.filter(pk__in=assignment_ids, ended_at=None, ends_at__lte=now)
    for row in rows:
        record_audit(None, "role_ended", row, before=assignment_data(row))
    holders = set(rows.values_list("membership_id", flat=True))
    rows.update(ended_at=F("ends_at"))
    return holders
