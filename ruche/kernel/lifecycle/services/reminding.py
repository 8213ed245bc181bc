# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose turn it is: steps that are due are told to those who tick them, once, and again when more are due."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.lifecycle.models import ChecklistRun, ChecklistTick, Who
from ruche.kernel.lifecycle.selectors.telling import DUE
from ruche.kernel.lifecycle.services.carrying_out import carry_out_overdue
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.services import notify, withdraw
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.selectors import heads_of

_BATCH = 200
_TOLD = """
select told.id as membership_id, told.user_id, due.run as subject_id, null::uuid as container_id, due.day as position,
       null::uuid as caused_by_id, due.count, now() as happened_at, true as is_read_apart
from unnest(%(people)s::uuid[], %(runs)s::uuid[], %(days)s::bigint[], %(counts)s::int[]) due (person, run, day, count)
join organisations_membership told on told.organisation_id = %(organisation)s and told.id = due.person and told.status = 'active'
"""
# Whose turn, in which run → the days of their due steps.
Turns = dict[tuple[UUID, UUID], list[date]]


def remind_due(organisation_id: UUID) -> None:
    """Tell everybody whose turn it is; who has nothing to do any more is not asked any more. Twice changes nothing."""
    organisation = Organisation.objects.get(pk=organisation_id)
    carry_out_overdue(organisation)
    turns: Turns = defaultdict(list)
    last: UUID | None = None
    while runs := _runs_with_due_steps(today(organisation), last):
        for run, ticks in runs:
            _add_turns(turns, run, ticks)
        last = runs[-1][0].pk
    _notify(turns)
    waiting = Notification.objects.filter(kind=DUE, read_at=None).values_list("pk", "membership_id", "subject_id")
    over = [pk for pk, person, run in waiting if (person, run) not in turns]
    withdraw(Notification.objects.filter(pk__in=over))


def _runs_with_due_steps(on: date, after: UUID | None) -> list[tuple[ChecklistRun, list[ChecklistTick]]]:
    due = ChecklistTick.objects.filter(done_at=None, due_on__lte=on, run__finished_at=None, run__cancelled_at=None)
    ids = due.filter(run_id__gt=after) if after else due
    found = sorted(set(ids.order_by("run_id").values_list("run_id", flat=True).distinct()[:_BATCH]))
    people = ("membership__user", "membership__organisation", "membership__joined_by", "started_by", "checklist__owner")
    runs = ChecklistRun.objects.filter(pk__in=found).select_related(*people).order_by("pk")
    ticks: dict[UUID, list[ChecklistTick]] = defaultdict(list)
    for tick in due.filter(run_id__in=found):
        ticks[tick.run_id].append(tick)
    return [(run, ticks[run.pk]) for run in runs]


def _add_turns(turns: Turns, run: ChecklistRun, ticks: Iterable[ChecklistTick]) -> None:
    known: dict[str, list[Membership]] = {}
    for tick in ticks:
        if tick.who not in known:
            known[tick.who] = _people(run, tick.who)
        for person in known[tick.who]:
            turns[person.pk, run.pk].append(tick.due_on)


def _people(run: ChecklistRun, who: str) -> list[Membership]:
    """Who is asked for a step; where there is no head, or none any more, whoever runs the checklist."""
    person = run.membership
    if who == Who.PERSON and person.is_active:
        return [person]
    if who == Who.HEAD:
        heads = heads_of(Actor(user=person.user, membership=person, organisation=person.organisation), person.pk)
        if present := [one for one in heads if one.is_active]:
            return present
    running = (run.started_by, run.checklist.owner if run.checklist else None, person.joined_by)
    return [next(one for one in running if one and one.is_active)] if any(one and one.is_active for one in running) else []


def _notify(turns: Turns) -> None:
    pairs: list[Any] = sorted(turns)
    if not pairs:
        return
    parameters = {
        "people": [person for person, _run in pairs],
        "runs": [run for _person, run in pairs],
        "days": [max(turns[pair]).toordinal() for pair in pairs],
        "counts": [len(turns[pair]) for pair in pairs],
    }
    notify(DUE, _TOLD, parameters, is_renewed=True)
