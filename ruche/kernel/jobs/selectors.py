# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the instance's administrator sees of jobs, outbox and worker. Only views of theirs call these."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from ruche import __version__
from ruche.kernel.errors import InvalidInput
from ruche.kernel.jobs.models import JobError
from ruche.kernel.modules.discovery import SetAside
from ruche.kernel.modules.registry import set_aside
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.security.readiness import WORKER_LATE_AFTER

PAGE = 50

_HEARTBEAT = "select max(last_heartbeat) from procrastinate_workers"
_LENGTHS = """
select queue_name, count(*) filter (where status = 'todo'), count(*) filter (where status = 'doing'),
       count(*) filter (where status = 'failed')
from procrastinate_jobs group by queue_name order by queue_name desc
"""
# What failed for good, and what waits for another try.
_FAILURES = """
select id, task_name, args ->> 'organisation_id', status::text, attempts, scheduled_at from procrastinate_jobs
where (status = 'failed' or (status = 'todo' and attempts > 0)) and (%(before)s::bigint is null or id < %(before)s)
order by id desc limit %(limit)s
"""


@dataclass(frozen=True)
class QueueLength:
    name: str
    waiting: int
    running: int
    failed: int


@dataclass(frozen=True)
class Overview:
    """The whole instance at a glance. `database_size` is in bytes."""

    version: str
    database: str
    database_size: int
    worker_seen_at: datetime | None
    queues: list[QueueLength]
    outbox_waiting: int
    outbox_failed: int
    letters: dict[str, int]
    set_aside: tuple[SetAside, ...]

    @property
    def is_worker_late(self) -> bool:
        return self.worker_seen_at is None or (timezone.now() - self.worker_seen_at).total_seconds() > WORKER_LATE_AFTER

    @property
    def failures(self) -> int:
        return self.outbox_failed + sum(queue.failed for queue in self.queues)


@dataclass(frozen=True)
class Failure:
    """A job that failed, or waits for its next try (then `retry_at` says when)."""

    id: int
    name: str
    organisation: Organisation | None
    attempts: int
    retry_at: datetime | None
    error: JobError | None


@dataclass(frozen=True)
class FailedSignal:
    entry: OutboxEntry
    organisation: Organisation | None


def get_overview() -> Overview:
    """Five queries."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARTBEAT)
        worker_seen_at = cursor.fetchone()[0]
        cursor.execute(_LENGTHS)
        queues = [QueueLength(*row) for row in cursor.fetchall()]
        cursor.execute("select current_setting('server_version'), pg_database_size(current_database())")
        database, size = cursor.fetchone()
        cursor.execute("select count(*) filter (where failed_at is null), count(failed_at) from outbox_outboxentry")
        waiting, failed = cursor.fetchone()
        cursor.execute("select state, count(*) from mail_letter group by state")
        letters = dict(cursor.fetchall())
    return Overview(__version__, database, size, worker_seen_at, queues, waiting, failed, letters, set_aside())


def list_failures(*, before: int | None = None, limit: int = PAGE) -> list[Failure]:
    """Jobs that did not succeed, the newest first; `before` is the number of the last one seen."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILURES, {"before": before, "limit": limit})
        rows = cursor.fetchall()
    errors = {error.job_id: error for error in JobError.objects.filter(job_id__in=[row[0] for row in rows])}
    organisations = _organisations(UUID(row[2]) for row in rows if row[2])
    return [
        Failure(
            id=number,
            name=name,
            organisation=organisations.get(UUID(organisation_id)) if organisation_id else None,
            attempts=attempts,
            retry_at=scheduled_at if status == "todo" else None,
            error=errors.get(number),
        )
        for number, name, organisation_id, status, attempts, scheduled_at in rows
    ]


def list_failed_signals(*, limit: int = PAGE) -> list[FailedSignal]:
    """Signals whose listeners failed for good, the newest first."""
    entries = list(OutboxEntry.objects.filter(failed_at__isnull=False).order_by("-id")[:limit])
    organisations = _organisations(entry.organisation_id for entry in entries)
    return [FailedSignal(entry, organisations.get(entry.organisation_id)) for entry in entries]


def number_of(text: str) -> int | None:
    """The number of a job in an address. Raises InvalidInput."""
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise InvalidInput()
    return int(text)


def _organisations(ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    return Organisation.objects.in_bulk(set(ids))
