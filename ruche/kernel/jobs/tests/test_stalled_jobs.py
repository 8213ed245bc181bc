# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from ruche.kernel.jobs import enqueue
from ruche.kernel.jobs.housekeeping import KEPT_FOR, purge_finished_jobs, take_stalled_jobs_again
from ruche.kernel.jobs.models import JobError
from ruche.kernel.jobs.retries import ATTEMPTS

pytestmark = pytest.mark.django_db


def begin(job_id: int, worker_seen_seconds_ago: int | None) -> None:
    """Have a worker take the job, that gave its last sign of life then (None: its row is gone)."""
    with connection.cursor() as cursor:
        worker_id = None
        if worker_seen_seconds_ago is not None:
            age = worker_seen_seconds_ago
            cursor.execute(
                "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id", [age]
            )
            worker_id = cursor.fetchone()[0]
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s", [worker_id, job_id])


def status(job_id: int) -> str:
    return ProcrastinateJob.objects.get(pk=job_id).status


def test_job_of_a_dead_worker_is_taken_again_and_that_of_a_living_one_is_not():
    dead, gone, living = (enqueue("tests.note", None) for _ in range(3))
    begin(dead, 45)
    begin(gone, None)
    begin(living, 5)
    assert take_stalled_jobs_again() == 2
    assert [status(dead), status(gone), status(living)] == ["todo", "todo", "doing"]


def test_job_that_ends_its_worker_each_time_is_given_up():
    job_id = enqueue("tests.note", None)
    for _ in range(ATTEMPTS):
        begin(job_id, None)
        take_stalled_jobs_again()
    assert status(job_id) == "failed"
    assert JobError.objects.get(job_id=job_id).summary == "The worker ended each time it ran this job."


def test_old_failures_are_forgotten_with_their_errors():
    old, recent = enqueue("tests.note", None), enqueue("tests.note", None)
    for job_id in (old, recent):
        JobError.objects.create(job_id=job_id, summary="x", details="x")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
        cursor.execute("update procrastinate_jobs set status = 'failed'")
        cursor.execute("update procrastinate_events set at = now() - make_interval(days => %s) where job_id = %s", [KEPT_FOR + 1, old])
    purge_finished_jobs()
    assert list(ProcrastinateJob.objects.values_list("pk", flat=True)) == [recent]
    assert list(JobError.objects.values_list("job_id", flat=True)) == [recent]
