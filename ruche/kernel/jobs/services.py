# SPDX-License-Identifier: AGPL-3.0-or-later
"""The instance's administrator gives failed work another try."""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from ruche.kernel.errors import NotFound
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.outbox.wake import wake_after_commit
from ruche.kernel.users.models import User

# As new: with all its tries. Procrastinate's trigger writes the event.
_RETRY = """
update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null
where (status = 'failed' or (status = 'todo' and attempts > 0)) and (%(id)s::bigint is null or id = %(id)s)
"""


def retry_job(admin: User, *, job_id: int | None = None) -> int:
    """Queue a failed job anew, or all of them; returns how many. Raises NotFound when the one is not there."""
    _require(admin)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RETRY, {"id": job_id})
        if job_id is not None and not cursor.rowcount:
            raise NotFound()
        return int(cursor.rowcount)


def retry_signal(admin: User, *, entry_id: UUID | None = None) -> int:
    """Have the listeners of a failed signal called again, or those of all; returns how many. Raises NotFound."""
    _require(admin)
    failed = OutboxEntry.objects.filter(failed_at__isnull=False)
    with transaction.atomic():
        rows = failed if entry_id is None else failed.filter(pk=entry_id)
        count = rows.update(failed_at=None, attempts=0, due_at=timezone.now())
        if entry_id is not None and not count:
            raise NotFound()
        wake_after_commit()
    return count


def _require(admin: User) -> None:
    if not admin.is_instance_admin:
        raise NotFound()
