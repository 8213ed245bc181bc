# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQL on Procrastinate's tables that its library does not offer."""

from django.db import connection, transaction

from ruche.kernel.jobs.models import JobError
from ruche.kernel.jobs.retries import ATTEMPTS

STALLED_AFTER = 30  # seconds without a sign of life; a worker gives one every 10
KEPT_FOR = 30  # days that a failed job is kept; successful ones go at once

_STALLED = """
select j.id, j.attempts from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
where j.status = 'doing' and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %s))
for update of j skip locked
"""
_PURGE = """
delete from procrastinate_jobs where status in ('failed', 'cancelled', 'aborted', 'succeeded') and id in (
  select job_id from procrastinate_events group by job_id having max(at) < now() - make_interval(days => %s))
"""


def take_stalled_jobs_again() -> int:
    """Queue again what a dead worker had begun; returns how many. What keeps ending its workers is failed instead."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers where last_heartbeat < now() - make_interval(days => 1)")
        cursor.execute(_STALLED, [STALLED_AFTER])
        stalled = cursor.fetchall()
        for job_id, attempts in stalled:
            if attempts + 1 < ATTEMPTS:
                cursor.execute("select procrastinate_retry_job_v2(%s, now(), null, null, null)", [job_id])
            else:
                cursor.execute("select procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
                summary = "The worker ended each time it ran this job."
                JobError.objects.update_or_create(job_id=job_id, defaults={"summary": summary, "details": ""})
    return len(stalled)


def purge_finished_jobs() -> None:
    """Forget what ended long ago, and the errors of jobs that are gone."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [KEPT_FOR])
        cursor.execute("delete from jobs_joberror where job_id not in (select id from procrastinate_jobs)")
