# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ticking steps. Who did it and when is kept; the second of two who tick at once changes nothing."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import Conflict, PermissionRefused
from ruche.kernel.lifecycle.models import ChecklistRun, ChecklistTick
from ruche.kernel.lifecycle.selectors.checklists import RUN, may_run_for
from ruche.kernel.lifecycle.selectors.runs import get_run, get_tick, may_tick
from ruche.kernel.lifecycle.selectors.telling import DUE
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.services import withdraw


def tick_step(actor: Actor, *, tick_id: UUID) -> ChecklistTick:
    """Say that a step is done. Raises NotFound, PermissionRefused."""
    with transaction.atomic():
        tick, run = _hold(actor, tick_id)
        if tick.done_at is None:
            tick.done_at, tick.by = timezone.now(), actor.membership
            tick.save(update_fields=["done_at", "by", "updated_at"])
            _follow(run)
    return tick


def untick_step(actor: Actor, *, tick_id: UUID) -> ChecklistTick:
    """Say that it is not. Raises NotFound, PermissionRefused, Conflict when the checklist was started again meanwhile."""
    with transaction.atomic():
        tick, run = _hold(actor, tick_id)
        if tick.done_at is not None:
            open_ = ChecklistRun.objects.filter(membership_id=run.membership_id, checklist_id=run.checklist_id, finished_at=None)
            if run.finished_at is not None and run.checklist_id and open_.filter(cancelled_at=None).exists():
                raise Conflict()
            tick.done_at = tick.by = None
            tick.save(update_fields=["done_at", "by", "updated_at"])
            _follow(run)
    return tick


def cancel_run(actor: Actor, *, run_id: UUID) -> None:
    """Stop a checklist before its end; it is not shown any more. Raises NotFound, PermissionRefused."""
    with transaction.atomic():
        run = get_run(actor, run_id)
        if not may_run_for(actor, run.membership_id):
            raise PermissionRefused.of(RUN)
        end_runs([run.pk])


def end_runs(run_ids: list[UUID]) -> None:
    """Cancel what is not finished, and ask nobody for it any more. In the caller's transaction."""
    now = timezone.now()
    ChecklistRun.objects.filter(pk__in=run_ids, finished_at=None, cancelled_at=None).update(cancelled_at=now, updated_at=now)
    withdraw(Notification.objects.filter(kind=DUE, subject_id__in=run_ids))


def _hold(actor: Actor, tick_id: UUID) -> tuple[ChecklistTick, ChecklistRun]:
    run_id = get_tick(actor, tick_id).run_id
    run: ChecklistRun = ChecklistRun.objects.select_for_update().get(pk=run_id)
    tick: ChecklistTick = ChecklistTick.objects.get(pk=tick_id)
    if not may_tick(actor, run, tick.who, may_run=may_run_for(actor, run.membership_id)):
        raise PermissionRefused.of(RUN)
    return tick, run


def _follow(run: ChecklistRun) -> None:
    """A run is finished while nothing is left to do; then nobody is asked for it any more."""
    is_finished = not ChecklistTick.objects.filter(run=run, done_at=None).exists()
    if is_finished != (run.finished_at is not None):
        run.finished_at = timezone.now() if is_finished else None
        run.save(update_fields=["finished_at", "updated_at"])
    if is_finished:
        withdraw(Notification.objects.filter(kind=DUE, subject_id=run.pk))
