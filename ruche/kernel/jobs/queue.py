# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue as a worker sees it: Procrastinate's, with fair slots, and deaf to a database that is away for a while."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import psycopg
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager, NotificationCallback, get_channel_for_queues
from psycopg import sql

from ruche.kernel.outbox.wake import CHANNEL

logger = logging.getLogger(__name__)

# Beside Procrastinate's own rules (due, by priority, then oldest first): neither one organisation nor the bulk queue
# takes more than half of this worker's slots, so somebody else's quick job always finds a free one. The jobs of an organisation
# that is suspended wait until it is open again.
_FETCH = """
with running as materialized (
  select args ->> 'organisation_id' as organisation_id, queue_name
  from procrastinate_jobs where worker_id = %(worker_id)s and status = 'doing'
), suspended as materialized (
  select id::text from organisations_organisation where suspended_at is not null
), candidate as (
  select id from procrastinate_jobs
  where status = 'todo' and queue_name = any (%(queues)s::varchar[]) and (scheduled_at is null or scheduled_at <= now())
    and coalesce(args ->> 'organisation_id', '') not in (
      select organisation_id from running where organisation_id is not null group by 1 having count(*) >= %(half)s)
    and coalesce(args ->> 'organisation_id', '') not in (select id from suspended)
    and queue_name not in (select queue_name from running where queue_name = 'bulk' group by 1 having count(*) >= %(half)s)
  order by priority desc, id limit 1 for update skip locked
)
update procrastinate_jobs job set status = 'doing', worker_id = %(worker_id)s from candidate where job.id = candidate.id
returning job.id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
"""


class Queue(JobManager):
    """`slots`: how many jobs this worker runs at once. `on_signal`: called when the outbox has something new."""

    def __init__(self, connector: Any, slots: int, on_signal: Callable[[], None]) -> None:
        super().__init__(connector)
        self._half = max(1, slots // 2)
        self._on_signal = on_signal
        self._notify: NotificationCallback | None = None
        self._news = 0  # counts what may have made a job fetchable: a new one, or a slot that became free

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        query = {"queues": list(queues or ()), "worker_id": worker_id, "half": self._half}
        while True:
            known = self._news
            try:
                rows = await self.connector.execute_query_all_async(query=_FETCH, **query)
            except ConnectorException as error:
                _raise_unless_away(error)
                return None
            # Nothing, but something happened while we looked: look again, because our caller now forgets that it was woken.
            if rows or known == self._news:
                return Job.from_row(rows[0]) if rows else None

    async def update_heartbeat(self, worker_id: int) -> None:
        try:
            await super().update_heartbeat(worker_id)
        except ConnectorException as error:
            _raise_unless_away(error)

    async def finish_job_by_id_async(self, *args: Any, **kwargs: Any) -> None:
        await _until_written(lambda: super(Queue, self).finish_job_by_id_async(*args, **kwargs))
        await self._tell()  # the organisation whose share was used up may go on

    async def retry_job_by_id_async(self, *args: Any, **kwargs: Any) -> None:
        await _until_written(lambda: super(Queue, self).retry_job_by_id_async(*args, **kwargs))
        await self._tell()

    async def listen_for_jobs(self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None) -> None:
        """One connection hears of new jobs and of new signals; when it breaks, another one takes over."""
        channels = [*get_channel_for_queues(queues), CHANNEL]
        self._notify = on_notification
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True) as connection:
                    for channel in channels:
                        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                    # What came while nobody listened.
                    await self._tell()
                    self._on_signal()
                    await self._hear(connection)
            except psycopg.OperationalError:
                await asyncio.sleep(1)

    async def _tell(self) -> None:
        """Wake the worker's loop: there may be a job to fetch."""
        self._news += 1
        if self._notify is not None:
            await self._notify(channel="", notification={"type": "job_inserted", "job_id": 0})

    async def _hear(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        while True:
            async for heard in connection.notifies(timeout=30):
                if heard.channel == CHANNEL:
                    self._on_signal()
                else:
                    await self._tell()
            await connection.execute("select 1")  # is the other side still there?


def is_away(error: BaseException) -> bool:
    """Whether the database could not be reached, rather than refused."""
    return isinstance(error.__cause__, psycopg.OperationalError)


def _raise_unless_away(error: ConnectorException) -> None:
    if not is_away(error):
        raise error
    logger.warning("the database does not answer; the worker waits for it")


async def _until_written(write: Callable[[], Awaitable[None]]) -> None:
    """The outcome of a job must reach the database, or the job would stay “doing” under a worker that lives."""
    while True:
        try:
            return await write()
        except ConnectorException as error:
            if not is_away(error):
                # The first answer was lost on the way, or another worker took the job over: nothing left to write.
                logger.warning("the outcome of a job was already written: %s", error.__cause__)
                return None
        await asyncio.sleep(1)
