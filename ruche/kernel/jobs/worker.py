# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker process: runs jobs in a few threads, drains the outbox in another one, starts what is due."""

import asyncio
import contextlib
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from ruche.kernel.jobs.queue import Queue
from ruche.kernel.jobs.registry import QUEUES
from ruche.kernel.jobs.rounds import Rounds

SLOTS = 4
_GRACE = 20.0  # seconds for running jobs to end; afterwards another worker takes them again

logger = logging.getLogger(__name__)


def run() -> None:
    """Work until SIGTERM or SIGINT. Django must be set up. Survives a database that goes away and comes back."""
    asyncio.run(_work_until_signal())


async def _work_until_signal() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(stop)


async def work(stop: asyncio.Event, *, slots: int = SLOTS) -> None:
    """Work until `stop` is set."""
    # Procrastinate runs jobs in the loop's own threads; each keeps a database connection, so their number is fixed.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(slots, thread_name_prefix="job"))
    rounds = Rounds(stop)
    going = asyncio.create_task(rounds.run())
    while not stop.is_set():
        try:
            await _run_jobs(stop, slots, rounds)
        except (ConnectorException, psycopg.OperationalError) as error:
            logger.warning("the worker starts again: %s", error.__cause__ or error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1)
    await going


async def _run_jobs(stop: asyncio.Event, slots: int, rounds: Rounds) -> None:
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=2, timeout=5)
    worker_app = app.with_connector(connector)
    worker_app.job_manager = Queue(connector, slots, rounds.wake)
    async with worker_app.open_async():
        options: dict[str, Any] = {"queues": QUEUES, "concurrency": slots, "install_signal_handlers": False, "delete_jobs": "successful"}
        running = asyncio.create_task(worker_app.run_worker_async(**options))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            await _end(running)
        elif error := running.exception():
            raise error


async def _end(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.wait((running,), timeout=_GRACE)
    if not running.done():
        logger.warning("jobs are still running after %d seconds; they will be taken again", _GRACE)
        os._exit(0)  # a thread cannot be stopped, and asyncio would wait for it
    if not running.cancelled() and (error := running.exception()):
        logger.warning("the worker could not say goodbye: %s", error.__cause__ or error)
