# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from procrastinate.jobs import Job as QueuedJob

from ruche.kernel.db.context import current_organisation_id, organisation_scope
from ruche.kernel.errors import NotFound
from ruche.kernel.jobs.execution import execute
from ruche.kernel.jobs.models import JobError
from ruche.kernel.jobs.registry import jobs
from ruche.kernel.jobs.tests.notes import planned_failures, taken_notes
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.organisations.models import Organisation


def run(name: str, organisation: Organisation | None, attempts: int = 0) -> None:
    queued = QueuedJob(id=7, queue="quick", lock=None, queueing_lock=None, task_name=name, attempts=attempts)
    execute(jobs()[name], queued, str(organisation.id) if organisation else None, {})


def test_job_runs_inside_its_organisation_only(atelier_a):
    run("tests.note", atelier_a)
    run("tests.note", None)
    assert taken_notes == [("", atelier_a.id), ("", None)]
    assert current_organisation_id.get() is None


def test_job_of_a_module_that_is_off_is_dropped(atelier_a, bureau_b):
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="chat").delete()
    run("chat.tests_note", atelier_a)
    assert taken_notes == []
    run("chat.tests_note", bureau_b)
    assert taken_notes == [("chat", bureau_b.id)]


def test_error_is_kept_for_the_administrator_until_the_job_succeeds(atelier_a):
    planned_failures.append(ValueError("the mill stands still\nbecause of the wind"))
    with pytest.raises(ValueError, match="mill"):
        run("tests.fail", atelier_a)
    kept = JobError.objects.get(job_id=7)
    assert kept.summary == "ValueError: the mill stands still"
    assert "because of the wind" in kept.details
    assert "notes.py" in kept.details

    planned_failures.append(NotFound())
    with pytest.raises(NotFound):
        run("tests.fail", atelier_a, attempts=1)
    assert JobError.objects.get(job_id=7).summary.startswith("NotFound")

    run("tests.fail", atelier_a, attempts=2)
    assert not JobError.objects.exists()
