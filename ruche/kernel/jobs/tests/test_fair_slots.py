# SPDX-License-Identifier: AGPL-3.0-or-later
import asyncio
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django import connector_params
from procrastinate.jobs import Status
from procrastinate.psycopg_connector import PsycopgConnector

from ruche.kernel.jobs import enqueue
from ruche.kernel.jobs.queue import Queue

pytestmark = pytest.mark.django_db(transaction=True)
A, B = uuid4(), uuid4()


def fetch(times: int, slots: int = 4, finish: bool = False) -> list[tuple[str, UUID | None] | None]:
    """What a worker with so many slots takes, one fetch after the other, while nothing ends (or everything does)."""

    async def take() -> list[tuple[str, UUID | None] | None]:
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1)
        await connector.open_async()
        queue = Queue(connector, slots, lambda: None)
        worker_id, taken = await queue.register_worker(), []
        for _ in range(times):
            job = await queue.fetch_job(["quick", "bulk"], worker_id)
            organisation = job.task_kwargs["organisation_id"] if job else None
            taken.append((job.task_name, UUID(organisation) if organisation else None) if job else None)
            if job and finish:
                await queue.finish_job_by_id_async(job.id, Status.SUCCEEDED, True)
        await connector.close_async()
        return taken

    return asyncio.run(take())


def test_one_organisation_takes_at_most_half_the_slots():
    for _ in range(6):
        enqueue("tests.note", A)
    enqueue("tests.note", B)
    assert fetch(4) == [("tests.note", A), ("tests.note", A), ("tests.note", B), None]


def test_bulk_takes_at_most_half_the_slots_and_comes_after_quick():
    for organisation in (A, B, uuid4()):
        enqueue("tests.hold", organisation)
    enqueue("tests.note", A)
    enqueue("tests.note", None)
    taken = [job and job[0] for job in fetch(5)]
    assert taken == ["tests.note", "tests.note", "tests.hold", "tests.hold", None]


def test_a_slot_that_becomes_free_is_given_again():
    for _ in range(4):
        enqueue("tests.note", A)
    assert fetch(5, finish=True) == [("tests.note", A)] * 4 + [None]


def test_a_single_slot_still_works():
    enqueue("tests.note", A)
    enqueue("tests.hold", A)
    assert [job and job[0] for job in fetch(2, slots=1, finish=True)] == ["tests.note", "tests.hold"]
