# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that begin and end by themselves. Rights follow the date on their own; here pages are told, and the end is noted."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.services.assignments import assignment_data
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.services.locking import lock_organisation

# So far back a run looks for starts: a late worker misses none of a few minutes. What was told is remembered for longer.
BACK = timedelta(minutes=5)
_REMEMBERED = 2 * BACK


def tell_dated_roles() -> int:
    """Of all organisations. A second run changes nothing and tells nobody again. Returns how many began or ended."""
    now = timezone.now()
    begun: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    over: dict[UUID, set[UUID]] = defaultdict(set)
    for organisation_id, assignment_id, membership_id, is_end in _dated(now):
        if is_end:
            over[organisation_id].add(assignment_id)
        elif not cache.get(_told(assignment_id)):
            begun[organisation_id][assignment_id] = membership_id
    for organisation_id in begun.keys() | over.keys():
        with organisation_scope(organisation_id), transaction.atomic():
            lock_organisation(organisation_id)
            ended = _end(over[organisation_id], now)
            touch_rights(organisation_id, membership_ids=set(begun[organisation_id].values()) | ended)
        cache.set_many(dict.fromkeys(map(_told, begun[organisation_id]), True), _REMEMBERED.total_seconds())
    return sum(map(len, begun.values())) + sum(map(len, over.values()))


def _dated(now: datetime) -> list[tuple[UUID, UUID, UUID, bool]]:
    """Organisation, assignment, membership, whether it is an end."""
    with organisation_scope(None), connection.cursor() as cursor:
        cursor.execute("select * from dated_assignments(%s, %s)", [now - BACK, now])
        rows: list[tuple[UUID, UUID, UUID, bool]] = cursor.fetchall()
    return rows


def _told(assignment_id: UUID) -> str:
    return f"access.role_begun.{assignment_id}"


def _end(assignment_ids: set[UUID], now: datetime) -> set[UUID]:
    rows = RoleAssignment.objects.filter(pk__in=assignment_ids, ended_at=None, ends_at__lte=now)
    for row in rows:
        record_audit(None, "role_ended", row, before=assignment_data(row))
    holders = set(rows.values_list("membership_id", flat=True))
    rows.update(ended_at=F("ends_at"))
    return holders
