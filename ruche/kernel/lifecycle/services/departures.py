# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning that somebody leaves, changing it and cancelling it. carrying_out.py does it on the day."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, InvalidInput, NotFound, PermissionRefused
from ruche.kernel.jobs import enqueue
from ruche.kernel.lifecycle.models import ChecklistKind, ChecklistRun, ChecklistTick, Departure, DepartureHeir
from ruche.kernel.lifecycle.selectors.departures import LEAVE
from ruche.kernel.lifecycle.selectors.owned import REASSIGN
from ruche.kernel.lifecycle.services.handing_over import HeirUnfit, refuse_unfit
from ruche.kernel.lifecycle.services.starting import LONGEST, begin, find_default, today
from ruche.kernel.lifecycle.services.ticking import end_runs
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services.locking import keep_an_owner, lock_members, locked_membership


class AlreadyLeaving(Conflict):
    code = "already_leaving"
    message = _("A departure is planned already, on another day. Change that one.")


def start_leaving(actor: Actor, *, membership_id: UUID, last_day: date, heirs: Mapping[str, UUID] | None = None) -> Departure:
    """Plan that somebody leaves after `last_day`; the checklist for leaving starts. Planned so already, nothing happens.

    `heirs`: who receives what, by kind. Raises PermissionRefused, NotFound, LastOwner, AlreadyLeaving, HeirUnfit, InvalidInput
    on `last_day` and `heir_<kind>`.
    """
    with transaction.atomic():
        actor, membership = reach_leaver(actor, membership_id)
        departure = planned(membership_id)
        if departure is not None and departure.last_day != last_day:
            raise AlreadyLeaving()
        if departure is None:
            departure = _plan(actor, membership, last_day)
        if heirs is not None:
            _set_heirs(actor, departure, membership, heirs)
    return departure


def change_departure(actor: Actor, *, membership_id: UUID, last_day: date, heirs: Mapping[str, UUID] | None = None) -> Departure:
    """Another last day, other heirs; `heirs` None: as they are. Whoever sets the day has planned it.

    Raises as start_leaving; NotFound where none is planned.
    """
    with transaction.atomic():
        actor, membership = reach_leaver(actor, membership_id)
        departure = planned(membership_id)
        if departure is None:
            raise NotFound()
        if last_day != departure.last_day:
            _check_day(actor.organisation, last_day)
            before, departure.last_day, departure.fault = departure.last_day, last_day, ""
            departure.started_by = actor.membership
            departure.save(update_fields=["last_day", "fault", "started_by", "updated_at"])
            _move_run(departure, last_day - before)
            enqueue_departure(departure, actor.organisation)
            record_audit(actor, "change_departure", membership, before={"last_day": str(before)}, after={"last_day": str(last_day)})
        if heirs is not None:
            _set_heirs(actor, departure, membership, heirs)
    return departure


def cancel_leaving(actor: Actor, *, membership_id: UUID) -> None:
    """They stay; the checklist for leaving stops. Cancelled already, nothing happens. Raises Conflict when they have left."""
    with transaction.atomic():
        actor, membership = reach_leaver(actor, membership_id)
        departure = planned(membership_id)
        if departure is None:
            return
        end_departure(departure, Departure.State.CANCELLED, by=actor.membership)
        if departure.run_id:
            end_runs([departure.run_id])
        record_audit(actor, "cancel_departure", membership, before={"last_day": str(departure.last_day)})


def reach_leaver(actor: Actor, membership_id: UUID) -> tuple[Actor, Membership]:
    """Actor and person under the lock: nobody sends away who may more than they, nor themselves."""
    actor.require(LEAVE)
    actor = lock_members(actor)
    membership = locked_membership(membership_id)
    if membership.kind != Membership.Kind.PERSON:
        raise NotFound()
    if not actor.can(LEAVE) or not actor.role.includes(Role(membership.role)):
        raise PermissionRefused.of(LEAVE)
    if membership.pk == actor.membership.pk:
        raise InvalidInput(_("You cannot remove yourself. Leave the organisation instead."), code="oneself")
    if membership.status == Membership.Status.LEFT:
        raise Conflict(_("This person has left."), code="has_left")
    return actor, membership


def planned(membership_id: UUID) -> Departure | None:
    """Somebody's planned departure, locked."""
    rows = Departure.objects.select_for_update().filter(membership_id=membership_id, state=Departure.State.PLANNED)
    found: Departure | None = rows.first()
    return found


def end_departure(departure: Departure, state: Departure.State, *, by: Membership | None) -> None:
    departure.state, departure.ended_at, departure.ended_by, departure.fault = state, timezone.now(), by, ""
    departure.save(update_fields=["state", "ended_at", "ended_by", "fault", "updated_at"])


def end_of(last_day: date, organisation: Organisation) -> datetime:
    """The first instant after the last day, in the organisation's zone."""
    return datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(organisation.time_zone))


def enqueue_departure(departure: Departure, organisation: Organisation) -> None:
    """Have it carried out once its last day is over; a job of a day that was changed finds nothing to do."""
    enqueue("lifecycle.depart", organisation.pk, run_at=end_of(departure.last_day, organisation), departure_id=departure.pk)


def _plan(actor: Actor, membership: Membership, last_day: date) -> Departure:
    keep_an_owner(membership)
    _check_day(actor.organisation, last_day)
    departure: Departure = Departure.objects.create(membership=membership, last_day=last_day, started_by=actor.membership)
    checklist = find_default(ChecklistKind.LEAVING)
    if checklist is not None:
        departure.run = begin(checklist, [membership], day=last_day, by=actor.membership)[0]
        departure.save(update_fields=["run", "updated_at"])
    enqueue_departure(departure, actor.organisation)
    announce("lifecycle.leaving_started", actor.organisation_id, membership_id=membership.pk)
    record_audit(actor, "plan_departure", membership, after={"last_day": str(last_day)})
    return departure


def _check_day(organisation: Organisation, last_day: date) -> None:
    now = today(organisation)
    if last_day < now:
        raise InvalidInput.on("last_day", _("Today at the earliest."))
    if last_day > now + LONGEST:
        raise InvalidInput.on("last_day", _("Within three years."))


def _set_heirs(actor: Actor, departure: Departure, membership: Membership, heirs: Mapping[str, UUID]) -> None:
    """Who may not hand over what others own leaves the heirs as they are."""
    if not actor.can(REASSIGN):
        if heirs:
            raise PermissionRefused.of(REASSIGN)
        return
    people = {one.pk: one for one in Membership.objects.filter(pk__in=set(heirs.values()))}
    for kind, heir_id in heirs.items():
        try:
            if heir_id not in people:
                raise NotFound()
            refuse_unfit(membership, people[heir_id])
        except (HeirUnfit, InvalidInput) as error:
            raise type(error)(error.message, code=error.code, fields={f"heir_{kind}": [error.message]}) from None
    DepartureHeir.objects.filter(departure=departure).delete()
    DepartureHeir.objects.bulk_create([DepartureHeir(departure=departure, kind=kind, heir_id=heir) for kind, heir in heirs.items()])


def _move_run(departure: Departure, by: timedelta) -> None:
    """What is still to do moves with the last day."""
    run = ChecklistRun.objects.filter(pk=departure.run_id, finished_at=None, cancelled_at=None).first()
    if run is None:
        return
    run.day += by
    run.save(update_fields=["day", "updated_at"])
    for tick in (ticks := list(ChecklistTick.objects.filter(run=run, done_at=None))):
        tick.due_on += by
    ChecklistTick.objects.bulk_update(ticks, ["due_on"])
