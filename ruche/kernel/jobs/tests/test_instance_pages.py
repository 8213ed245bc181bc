# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ruche.kernel.jobs import enqueue
from ruche.kernel.jobs.models import JobError
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
PAGES = ("/instance/", "/instance/failures/", "/instance/letters/")


@pytest.fixture
def admin(charlie: User, client_of) -> Client:
    User.objects.filter(pk=charlie.pk).update(is_instance_admin=True)
    return client_of(charlie)


def fail(job_id: int, status: str = "failed") -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [job_id])
        cursor.execute("update procrastinate_jobs set status = %s, attempts = 8 where id = %s", [status, job_id])
    JobError.objects.create(job_id=job_id, summary="ValueError: <broken>", details="Traceback of it")


def fail_signal(organisation_id) -> OutboxEntry:
    return OutboxEntry.objects.create(
        signal="tests.happened", organisation_id=organisation_id, failed_at=timezone.now(), attempts=8, error="deaf"
    )


@pytest.mark.parametrize("page", PAGES)
def test_only_the_instances_administrator_sees_it(admin, client_of, alice, page):
    assert admin.get(page).status_code == 200
    assert client_of(alice).get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_only_the_instances_administrator_acts(client_of, alice, atelier_a):
    job_id, entry = enqueue("tests.note", atelier_a.id), fail_signal(atelier_a.id)
    fail(job_id)
    acts = ("jobs/retry/", f"jobs/{job_id}/retry/", "signals/retry/", f"signals/{entry.pk}/retry/")
    for act in acts:
        assert client_of(alice).post(f"/instance/failures/{act}").status_code == 404
    assert ProcrastinateJob.objects.get(pk=job_id).status == "failed"


def test_overview_tells_how_the_instance_does(admin, atelier_a):
    page = admin.get("/instance/").content.decode()
    assert "no sign of life" in page
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    fail(enqueue("tests.note", atelier_a.id))
    enqueue("tests.hold", atelier_a.id)
    response = admin.get("/instance/")
    overview = response.context["overview"]
    assert not overview.is_worker_late
    assert [(queue.name, queue.waiting, queue.failed) for queue in overview.queues] == [("quick", 0, 1), ("bulk", 1, 0)]
    assert overview.database_size > 1_000_000
    assert "no sign of life" not in response.content.decode()


def test_failures_are_shown_with_their_reason_and_tried_again(admin, atelier_a):
    first, second, fine = (enqueue("tests.note", atelier_a.id) for _ in range(3))
    fail(first)
    fail(second)
    page = admin.get("/instance/failures/").content.decode()
    for expected in ("tests.note", "Atelier A", "ValueError: &lt;broken&gt;", "Traceback of it", "8 attempts"):
        assert expected in page
    assert admin.post(f"/instance/failures/jobs/{first}/retry/").status_code == 302
    again = ProcrastinateJob.objects.get(pk=first)
    assert (again.status, again.attempts, again.scheduled_at) == ("todo", 0, None)
    assert ProcrastinateJob.objects.get(pk=second).status == "failed"
    admin.post("/instance/failures/jobs/retry/")
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"todo"}
    assert admin.post(f"/instance/failures/jobs/{fine}/retry/").status_code == 404


def test_failed_signals_are_shown_and_tried_again(admin, atelier_a):
    first, second = fail_signal(atelier_a.id), fail_signal(atelier_a.id)
    assert "deaf" in admin.get("/instance/failures/").content.decode()
    admin.post(f"/instance/failures/signals/{first.pk}/retry/")
    first.refresh_from_db()
    assert (first.failed_at, first.attempts) == (None, 0)
    assert first.due_at <= timezone.now() + timedelta(seconds=1)
    assert OutboxEntry.objects.filter(failed_at__isnull=False).get() == second
    admin.post("/instance/failures/signals/retry/")
    assert not OutboxEntry.objects.filter(failed_at__isnull=False).exists()
    assert admin.post(f"/instance/failures/signals/{uuid4()}/retry/").status_code == 404


def test_many_failures_are_paged_in_few_queries(admin, atelier_a, bureau_b, monkeypatch, django_assert_max_num_queries):
    from ruche.kernel.jobs import selectors

    monkeypatch.setattr(selectors, "PAGE", 2)
    monkeypatch.setattr(selectors.list_failures, "__kwdefaults__", {"before": None, "limit": 2})
    numbers = [enqueue("tests.note", organisation.id) for organisation in (atelier_a, bureau_b, atelier_a)]
    for number in numbers:
        fail(number)
    with django_assert_max_num_queries(7):
        first = admin.get("/instance/failures/")
    assert [job.id for job in first.context["jobs"]] == [numbers[2], numbers[1]]
    second = admin.get("/instance/failures/", {"before": first.context["more"]})
    assert [job.id for job in second.context["jobs"]] == [numbers[0]]
    assert admin.get("/instance/failures/", {"before": "x"}).status_code == 422
