# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far somebody's checklists are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.models import Checklist, ChecklistRun, ChecklistTick, Who
from ruche.kernel.lifecycle.selectors.checklists import RUN, may_run_for, visible_checklists
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of

_MOST = 50


@dataclass(frozen=True)
class Progress:
    """Of all open checklists of one person."""

    done: int
    all: int
    name: str


@dataclass(frozen=True)
class PersonRuns:
    """Somebody's checklists as the actor sees them. `startable`: those that could be started now."""

    membership: Membership
    runs: Sequence[ChecklistRun]
    may_run: bool
    startable: Sequence[Checklist]


def get_person_runs(actor: Actor, membership_id: UUID) -> PersonRuns:
    """The newest first, each with `ordered_ticks`. For the person, and for who runs checklists for them; else NotFound."""
    membership = Membership.objects.filter(pk=membership_id, kind=Membership.Kind.PERSON).first()
    if membership is None:
        raise NotFound()
    may_run = may_run_for(actor, membership_id)
    if not may_run and membership.pk != actor.membership.pk:
        raise NotFound()
    runs = list(_with_ticks(membership_id).order_by("-created_at", "-id")[:_MOST])
    return PersonRuns(membership, runs, may_run, _startable(actor, runs) if may_run else ())


def get_run(actor: Actor, run_id: UUID) -> ChecklistRun:
    """Raises NotFound when it is neither one's own nor of somebody for whom the actor runs checklists."""
    run: ChecklistRun | None = ChecklistRun.objects.select_related("membership").filter(pk=run_id, cancelled_at=None).first()
    if run is None or not (run.membership_id == actor.membership.pk or may_run_for(actor, run.membership_id)):
        raise NotFound()
    return run


def get_tick(actor: Actor, tick_id: UUID) -> ChecklistTick:
    """One step of a run that the actor sees. Raises NotFound."""
    tick: ChecklistTick | None = ChecklistTick.objects.select_related("run__membership").filter(pk=tick_id, run__cancelled_at=None).first()
    if tick is None:
        raise NotFound()
    get_run(actor, tick.run_id)
    return tick


def list_open_runs(actor: Actor, *, after: str | None = None, limit: int = 50) -> Page[Any]:
    """What is running for the people the actor runs checklists for, each with `step_count`, `done_count` and `late_count`."""
    groups = actor.groups_where(RUN)
    rows = ChecklistRun.objects.filter(finished_at=None, cancelled_at=None)
    if groups is not None:
        until_the_end = Q(left_at=None) | Q(left_at__gte=F("membership__left_at"))
        there = GroupMembership.objects.filter(until_the_end, membership=OuterRef("membership"), group_id__in=sorted(groups))
        rows = rows.filter(Exists(there)) if groups else rows.none()
    late = Q(ticks__done_at=None, ticks__due_on__lt=timezone.localdate())
    counted = rows.select_related("membership").annotate(
        step_count=Count("ticks"),
        done_count=Count("ticks", filter=Q(ticks__done_at__isnull=False)),
        late_count=Count("ticks", filter=late),
    )
    return page_of(counted, key="created_at", after=after, limit=limit, newest_first=True)


def may_tick(actor: Actor, run: ChecklistRun, who: str, *, may_run: bool) -> bool:
    """Whoever runs it ticks every step; the person, those that are theirs."""
    return may_run or (who == Who.PERSON and run.membership_id == actor.membership.pk)


def find_progress(actor: Actor, membership_id: UUID) -> Progress | None:
    """How far somebody's open checklists are, for who may see it; None without any (two queries)."""
    if membership_id != actor.membership.pk and not may_run_for(actor, membership_id):
        return None
    open_ = {"run__membership_id": membership_id, "run__finished_at": None, "run__cancelled_at": None}
    rows = list(ChecklistTick.objects.filter(**open_).values_list("run__name", "done_at"))
    if not rows:
        return None
    names = sorted({name for name, _done_at in rows})
    return Progress(sum(done_at is not None for _name, done_at in rows), len(rows), ", ".join(names))


def _with_ticks(membership_id: UUID) -> "QuerySet[ChecklistRun]":
    ticks = ChecklistTick.objects.select_related("by").order_by("position", "id")
    rows = ChecklistRun.objects.filter(membership_id=membership_id, cancelled_at=None).select_related("started_by")
    found: QuerySet[ChecklistRun] = rows.prefetch_related(Prefetch("ticks", queryset=ticks, to_attr="ordered_ticks"))
    return found


def _startable(actor: Actor, runs: Sequence[ChecklistRun]) -> list[Checklist]:
    open_ = [run.checklist_id for run in runs if run.finished_at is None]
    return list(visible_checklists(actor).exclude(pk__in=[one for one in open_ if one]).order_by("kind", "name_key", "id")[:_MOST])
