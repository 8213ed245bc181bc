# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs by itself. Kernel jobs declare `every`; modules declare schedules in their manifest, per organisation."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ruche.kernel.jobs.models import ScheduleRun
from ruche.kernel.jobs.registry import enqueue, jobs, name_of
from ruche.kernel.modules.registry import manifests, resolve


def intervals() -> dict[str, int]:
    """Every scheduled job and its interval in seconds."""
    kernel = {one.name: one.every for one in jobs().values() if one.every}
    return {**kernel, **module_schedules()}


def module_schedules() -> dict[str, int]:
    """The schedules of the manifests: name of the job → seconds."""
    declared = [(manifest.name, schedule) for manifest in manifests().values() for schedule in manifest.schedules]
    return {name_of(resolve(module, schedule.job)): schedule.every for module, schedule in declared}


def start_due_schedules() -> list[str]:
    """Enqueue what is due, once whatever the number of workers; returns the names. A pause is not made up for."""
    now, every = timezone.now(), intervals()
    with transaction.atomic():
        known = set(ScheduleRun.objects.values_list("name", flat=True))
        if missing := every.keys() - known:
            ScheduleRun.objects.bulk_create([ScheduleRun(name=name, due_at=now) for name in sorted(missing)], ignore_conflicts=True)
        due = list(ScheduleRun.objects.select_for_update(skip_locked=True).filter(due_at__lte=now, name__in=every).order_by("name"))
        for schedule in due:
            _start(schedule.name)
            schedule.due_at = now + timedelta(seconds=every[schedule.name])
            schedule.save(update_fields=["due_at"])
    return [schedule.name for schedule in due]


def _start(name: str) -> None:
    if jobs()[name].every:
        enqueue(name, None)
    else:
        enqueue("jobs.visit_organisations", None, name=name)
