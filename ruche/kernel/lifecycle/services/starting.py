# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checklists that begin: by hand, for newcomers, and for who is about to leave."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, InvalidInput, NotFound, PermissionRefused
from ruche.kernel.lifecycle.models import Checklist, ChecklistKind, ChecklistRun, ChecklistTick, Departure
from ruche.kernel.lifecycle.selectors.checklists import RUN, get_checklist, list_steps, may_run_for
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.outbox.batches import in_batches

LONGEST = timedelta(days=3 * 366)  # between today and the day from which steps count


class Newcomer(NamedTuple):
    membership_id: UUID


def run_checklist(actor: Actor, *, checklist_id: UUID, membership_id: UUID, day: date | None = None) -> ChecklistRun:
    """Start a checklist for somebody; one that is running is found again. `day`: None: when they came, or go.

    Raises NotFound, PermissionRefused, InvalidInput on `day`, Conflict for who left or waits.
    """
    with transaction.atomic():
        checklist = get_checklist(actor, checklist_id)
        membership = _person(membership_id)
        if not may_run_for(actor, membership_id):
            raise PermissionRefused.of(RUN)
        if day is not None and abs(day - today(membership.organisation)) > LONGEST:
            raise InvalidInput.on("day", _("Within three years."))
        is_there = membership.status in (Membership.Status.ACTIVE, Membership.Status.SUSPENDED)
        if not is_there and checklist.kind == ChecklistKind.ONBOARDING:
            raise Conflict(_("This person is not here."))
        return begin(checklist, [membership], day=day or day_of(checklist.kind, membership), by=actor.membership)[0]


@in_batches(Newcomer)
def welcome_members(organisation_id: UUID, newcomers: Sequence[Newcomer]) -> None:
    """Who comes into the organisation, or comes back, has the checklist for arriving that starts by itself; not guests.

    Nor who came before it was written: the signal may be late.
    """
    checklist = find_default(ChecklistKind.ONBOARDING)
    if checklist is None:
        return
    ids = {one.membership_id for one in newcomers}
    people = Membership.objects.filter(pk__in=ids, status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON).exclude(role=Role.GUEST)
    since = {run.membership_id: run.created_at for run in ChecklistRun.objects.filter(checklist=checklist, membership_id__in=ids)}
    new = [one for one in people if one.joined_at >= checklist.created_at]
    missing = [one for one in new if one.pk not in since or since[one.pk] < one.joined_at]
    begin(checklist, missing, day=today(checklist.organisation), by=None)


def find_default(kind: str) -> Checklist | None:
    """The checklist that starts by itself."""
    rows = Checklist.objects.select_related("organisation")
    found: Checklist | None = rows.filter(kind=kind, is_default=True, deleted_at=None).first()
    return found


def begin(checklist: Checklist, people: Sequence[Membership], *, day: date, by: Membership | None) -> list[ChecklistRun]:
    """One run for each, without a check of rights, in the caller's transaction; who has it running keeps it."""
    Checklist.objects.select_for_update(no_key=True).filter(pk=checklist.pk).first()  # the same person twice at once: one run
    running = _running(checklist, people)
    new = [one for one in people if one.pk not in running]
    kept = {"checklist": checklist, "kind": checklist.kind, "name": checklist.name, "day": day, "started_by": by}
    runs = ChecklistRun.objects.bulk_create([ChecklistRun(membership=one, **kept) for one in new], batch_size=500)
    steps = list_steps(checklist) if runs else []
    ticks = [_tick(run, step.position, step.text, step.days, step.who) for run in runs for step in steps]
    ChecklistTick.objects.bulk_create(ticks, batch_size=1_000)
    running.update({run.membership_id: run for run in runs})
    return [running[one.pk] for one in people]


def today(organisation: Organisation) -> date:
    """The day in the organisation's zone."""
    return day_in(organisation, timezone.now())


def day_in(organisation: Organisation, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(organisation.time_zone)).date()


def day_of(kind: str, membership: Membership) -> date:
    """From which day the steps count: when somebody came, or when they go."""
    if kind == ChecklistKind.ONBOARDING:
        return day_in(membership.organisation, membership.joined_at)
    departure = Departure.objects.filter(membership=membership, state=Departure.State.PLANNED).first()
    return departure.last_day if departure else today(membership.organisation)


def _running(checklist: Checklist, people: Sequence[Membership]) -> dict[UUID, ChecklistRun]:
    rows = ChecklistRun.objects.filter(checklist=checklist, membership__in=[one.pk for one in people], finished_at=None, cancelled_at=None)
    return {run.membership_id: run for run in rows}


def _tick(run: ChecklistRun, position: int, text: str, days: int, who: str) -> ChecklistTick:
    return ChecklistTick(run=run, position=position, text=text, due_on=run.day + timedelta(days=days), who=who)


def _person(membership_id: UUID) -> Membership:
    rows = Membership.objects.select_related("organisation").filter(kind=Membership.Kind.PERSON)
    membership: Membership | None = rows.exclude(status=Membership.Status.WAITING).filter(pk=membership_id).first()
    if membership is None:
        raise NotFound()
    return membership
