# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs import schedules
from ruche.kernel.jobs.jobs import visit_organisations
from ruche.kernel.jobs.models import ScheduleRun
from ruche.kernel.jobs.schedules import start_due_schedules
from ruche.kernel.jobs.tests.notes import note_of_a_module, planned_failures, taken_notes
from ruche.kernel.modules.manifest import Schedule
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.registry import manifests

pytestmark = pytest.mark.django_db


def queued_names() -> list[str]:
    return sorted(ProcrastinateJob.objects.values_list("task_name", flat=True))


def test_what_is_due_starts_once():
    assert "jobs.take_stalled_again" in start_due_schedules()
    assert start_due_schedules() == []
    assert queued_names().count("jobs.take_stalled_again") == 1

    ScheduleRun.objects.filter(name="jobs.take_stalled_again").update(due_at=timezone.now() - timedelta(hours=5))
    assert start_due_schedules() == ["jobs.take_stalled_again"]
    assert ScheduleRun.objects.get(name="jobs.take_stalled_again").due_at > timezone.now()  # the five hours are not made up for


def test_schedule_of_a_module_visits_the_organisations_where_it_is_on(atelier_a, bureau_b, monkeypatch):
    chat = replace(manifests()["chat"], package="ruche.kernel.jobs", schedules=(Schedule("tests.notes.note_of_a_module", 3600),))
    monkeypatch.setattr(schedules, "manifests", lambda: {"chat": chat})
    monkeypatch.setattr(schedules, "resolve", lambda _module, _dotted: note_of_a_module)
    assert "chat.tests_note" in start_due_schedules()
    visit = ProcrastinateJob.objects.get(task_name="jobs.visit_organisations")
    assert visit.args["name"] == "chat.tests_note"

    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="chat").delete()
    visit_organisations(None, name="chat.tests_note")
    assert taken_notes == [("chat", bureau_b.id)]


def test_one_organisation_that_fails_does_not_stop_the_others(atelier_a, bureau_b):
    planned_failures.append(ValueError("only the first one"))
    visit_organisations(None, name="chat.tests_note")
    assert [organisation for _text, organisation in taken_notes] == [atelier_a.id, bureau_b.id]
    again = ProcrastinateJob.objects.get(task_name="chat.tests_note")
    assert again.args == {"organisation_id": str(atelier_a.id)}


def test_many_organisations_are_visited_in_batches(atelier_a, bureau_b, monkeypatch):
    monkeypatch.setattr("ruche.kernel.jobs.jobs._BATCH", 1)
    visit_organisations(None, name="chat.tests_note")
    following = ProcrastinateJob.objects.get(task_name="jobs.visit_organisations")
    visit_organisations(None, name="chat.tests_note", after=following.args["after"])
    assert [organisation for _text, organisation in taken_notes] == [atelier_a.id, bureau_b.id]
