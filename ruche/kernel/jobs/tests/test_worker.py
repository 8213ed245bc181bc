# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker itself, in this process: its loop, threads and connections are those of production."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from ruche.kernel.jobs import enqueue
from ruche.kernel.jobs.models import JobError
from ruche.kernel.jobs.tests.notes import planned_failures, release, taken_notes
from ruche.kernel.jobs.worker import work
from ruche.kernel.modules.signals import announce
from ruche.kernel.outbox.models import OutboxEntry
from tests.databases import superuser

pytestmark = pytest.mark.django_db(transaction=True)


def run_worker(*steps: Callable[[], Any], seconds: float = 15) -> list[float]:
    """Run a worker; after each step wait until it is true (None counts as true). Returns how long each took."""

    async def scenario() -> list[float]:
        stop = asyncio.Event()
        worker, lasted = asyncio.create_task(work(stop)), []
        try:
            for step in steps:
                begun = time.monotonic()
                while step() is False:
                    assert not worker.done(), worker.exception()
                    assert time.monotonic() < begun + seconds, f"{step} did not happen: {taken_notes}"
                    await asyncio.sleep(0.02)
                lasted.append(time.monotonic() - begun)
        finally:
            release.set()
            stop.set()
            await asyncio.wait_for(worker, 10)
        return lasted

    return asyncio.run(scenario())


def noted(times: int) -> Callable[[], bool]:
    return lambda: len(taken_notes) >= times


def worker_is_up() -> bool:
    return ProcrastinateWorker.objects.exists()


def test_jobs_run_at_once_and_leave_nothing(atelier_a):
    enqueue("tests.note", atelier_a.id, text="before")
    lasted = run_worker(noted(1), lambda: enqueue("tests.note", None, text="after") and None, noted(2))
    assert taken_notes == [("before", atelier_a.id), ("after", None)]
    assert lasted[2] < 2  # woken, not found by the poll each 5 s
    assert not ProcrastinateJob.objects.filter(task_name="tests.note").exists()
    assert not ProcrastinateWorker.objects.exists()  # it said goodbye


def test_failed_job_waits_for_its_next_try(atelier_a):
    planned_failures.append(OSError("the post office is closed"))
    job_id = enqueue("tests.fail", atelier_a.id)
    run_worker(lambda: ProcrastinateJob.objects.get(pk=job_id).attempts == 1)
    waiting = ProcrastinateJob.objects.get(pk=job_id)
    assert waiting.status == "todo"
    assert waiting.scheduled_at is not None
    assert "post office" in JobError.objects.get(job_id=job_id).summary


def test_two_slow_bulk_jobs_do_not_hold_up_a_quick_one(atelier_a, bureau_b):
    for _ in range(3):
        enqueue("tests.hold", bureau_b.id)
    run_worker(noted(2), lambda: enqueue("tests.note", atelier_a.id, text="quick") and None, lambda: ("quick", atelier_a.id) in taken_notes)
    assert taken_notes[:3] == [("hold", bureau_b.id), ("hold", bureau_b.id), ("quick", atelier_a.id)]


def test_one_organisation_goes_on_as_soon_as_its_share_is_free(atelier_a):
    for number in range(30):
        enqueue("tests.note", atelier_a.id, number=number)
    lasted = run_worker(noted(30))
    assert lasted[0] < 4  # finding the next pair only by the poll each 5 s would take over a minute


def test_signal_wakes_the_worker(atelier_a):
    lasted = run_worker(
        worker_is_up,
        lambda: time.sleep(0.5),
        lambda: announce("tests.happened", atelier_a.id),
        lambda: not OutboxEntry.objects.exists(),
    )
    assert lasted[-1] < 0.9  # the poll alone takes up to a second


def test_worker_outlives_its_database():
    def cut() -> None:
        with psycopg.connect(**superuser(), autocommit=True) as server:
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [connection.settings_dict["NAME"]])
        connection.close()

    enqueue("tests.note", None, text="before")
    run_worker(
        noted(1),
        cut,
        lambda: enqueue("tests.note", None, text="after") and None,
        noted(2),
        cut,
        lambda: enqueue("tests.note", None, text="again") and None,
        noted(3),
    )
    assert [text for text, _organisation in taken_notes] == ["before", "after", "again"]
