# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ruche.kernel.jobs import enqueue, job
from ruche.kernel.jobs.arguments import from_json
from ruche.kernel.jobs.tests.notes import note

pytestmark = pytest.mark.django_db


def test_job_is_part_of_the_transaction():
    organisation_id, person_id = uuid4(), uuid4()
    with transaction.atomic():
        enqueue("tests.note", organisation_id, person_id=person_id)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0

    with transaction.atomic():
        enqueue("tests.note", organisation_id, person_id=person_id, number=3)
    queued = ProcrastinateJob.objects.get()
    assert queued.args == {"organisation_id": str(organisation_id), "person_id": str(person_id), "number": 3}
    assert (queued.queue_name, queued.priority, queued.scheduled_at) == ("quick", 1, None)


def test_bulk_waits_behind_quick_and_a_job_may_wait_for_its_hour():
    tomorrow = timezone.now() + timedelta(days=1)
    enqueue("tests.hold", None, run_at=tomorrow)
    queued = ProcrastinateJob.objects.get()
    assert (queued.queue_name, queued.priority, queued.scheduled_at) == ("bulk", 0, tomorrow)


def test_a_name_means_one_job():
    with pytest.raises(LookupError):
        enqueue("tests.nothing", None)
    with pytest.raises(ValueError, match=r"tests\.note"):
        job("tests.note")(note)


def test_arguments_arrive_as_the_function_asks():
    person_id = uuid4()
    assert from_json(note, {"person_id": str(person_id), "number": "4", "text": "7"}) == {"person_id": person_id, "number": 4, "text": "7"}
    assert from_json(note, {"person_id": None}) == {"person_id": None}
