# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens when somebody leaves: by a plan on its day, at once, or any other way. Once, whoever finishes it."""

from collections import defaultdict
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, NotFound
from ruche.kernel.lifecycle.models import ChecklistKind, ChecklistRun, Departure, DepartureHeir
from ruche.kernel.lifecycle.selectors.departures import LEAVE
from ruche.kernel.lifecycle.selectors.owned import possible_heirs
from ruche.kernel.lifecycle.selectors.telling import DEPARTURE
from ruche.kernel.lifecycle.services.departures import end_departure, end_of, enqueue_departure, planned, reach_leaver
from ruche.kernel.lifecycle.services.handing_over import hand_over
from ruche.kernel.lifecycle.services.ticking import end_runs
from ruche.kernel.notifications.services import notify
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.organisations.services.locking import keep_an_owner, lock_organisation
from ruche.kernel.organisations.services.memberships import end_membership
from ruche.kernel.sign_in.facts import read_facts
from ruche.kernel.sign_in.models import RefreshFamily, SessionFact

_TOLD = """
select told.id as membership_id, told.user_id, d.id as subject_id, null::uuid as container_id, %(position)s::bigint as position,
       null::uuid as caused_by_id, 1 as count, now() as happened_at, true as is_read_apart
from lifecycle_departure d
join organisations_membership told on told.organisation_id = d.organisation_id and told.status = 'active'
 and (told.id = d.started_by_id or (d.fault = 'planner_refused' and told.role = 'owner'))
where d.organisation_id = %(organisation)s and d.id = %(departure)s
"""


class PlannerRefused(Conflict):
    code = "planner_refused"
    message = _("Whoever planned this departure may not send this person away any more.")


def finish_leaving(actor: Actor, *, membership_id: UUID) -> Departure:
    """Carry a planned departure out now. Raises PermissionRefused, NotFound, LastOwner, Conflict when they have left."""
    with transaction.atomic():
        actor, _membership = reach_leaver(actor, membership_id)
        departure = planned(membership_id)
        if departure is None:
            raise NotFound()
        _carry_out(departure, by=actor.membership)
    return departure


def carry_out_departure(departure_id: UUID) -> None:
    """The job of its day. Too early, it comes back; cancelled or carried out, nothing happens; impossible, the planner hears of it.

    Where the planner may not do it any more it stays planned, and the owners hear of it too.
    """
    with transaction.atomic():
        departure = _planned_here(departure_id)
        if departure is None:
            return
        if timezone.now() < end_of(departure.last_day, departure.organisation):
            enqueue_departure(departure, departure.organisation)
            return
        try:
            with transaction.atomic():
                _check_planner(departure)
                _carry_out(departure, by=None)
        except (LastOwner, PlannerRefused) as error:
            departure.refresh_from_db()
            departure.fault = error.code
            departure.save(update_fields=["fault", "updated_at"])
        _tell(departure)


def carry_out_overdue(organisation: Organisation) -> None:
    """Those whose job was lost: none waits for ever."""
    rows = Departure.objects.filter(state=Departure.State.PLANNED, last_day__lte=timezone.now().date(), fault="")
    for departure in rows:
        if timezone.now() >= end_of(departure.last_day, organisation):
            carry_out_departure(departure.pk)


def follow_leaver(organisation_id: UUID, membership_id: UUID) -> None:
    """Somebody left, by whatever way: their keys end, and a departure that was planned is over."""
    left = Membership.objects.select_related("organisation").filter(pk=membership_id, status=Membership.Status.LEFT).first()
    if left is None:
        return
    with transaction.atomic():
        lock_organisation(organisation_id)
        end_keys(left)
        open_ = ChecklistRun.objects.filter(membership=left, kind=ChecklistKind.ONBOARDING, finished_at=None, cancelled_at=None)
        end_runs(list(open_.values_list("pk", flat=True)))
        departure = planned(membership_id)
        if departure is not None:
            _give_to_heirs(departure, left, departure.started_by)
            end_departure(departure, Departure.State.DONE, by=left.left_by)


def end_keys(membership: Membership) -> None:
    """Tokens, what applications may do, and sessions that came through this organisation's own doors."""
    from ruche.kernel.identity.services import revoke_consents_of, revoke_tokens_of  # it lets people in, and so knows organisations

    user_id, organisation_id = membership.user_id, membership.organisation_id
    revoke_tokens_of(user_id, organisation_id)
    revoke_consents_of(user_id, organisation_id)
    facts = SessionFact.objects.filter(user_id=user_id, organisation_id=organisation_id)
    Session.objects.filter(session_key__in=list(facts.values_list("session_key", flat=True))).delete()
    facts.delete()
    open_ = RefreshFamily.objects.filter(user_id=user_id, revoked_at=None)
    families = [one.pk for one in open_ if read_facts(one.facts).organisation_id == organisation_id]
    RefreshFamily.objects.filter(pk__in=families).update(revoked_at=timezone.now(), revoked_why="left")


def _planned_here(departure_id: UUID) -> Departure | None:
    departure: Departure | None = Departure.objects.select_related("organisation").filter(pk=departure_id).first()
    if departure is None:
        return None
    lock_organisation(departure.organisation_id)
    held = planned(departure.membership_id)
    return held if held is not None and held.pk == departure_id else None


def _check_planner(departure: Departure) -> None:
    """Rights and ranks may have changed since it was planned. Raises LastOwner, PlannerRefused."""
    membership = Membership.objects.get(pk=departure.membership_id)
    keep_an_owner(membership)
    planner = Membership.objects.select_related("user", "organisation").filter(pk=departure.started_by_id).first()
    if planner is None or not planner.is_active:
        raise PlannerRefused()
    actor = Actor(user=planner.user, membership=planner, organisation=planner.organisation)
    if not actor.can(LEAVE) or not actor.role.includes(Role(membership.role)):
        raise PlannerRefused()


def _carry_out(departure: Departure, *, by: Membership | None) -> None:
    """Under the lock of the organisation, in one transaction: what is theirs goes first, then they do."""
    membership = Membership.objects.select_related("organisation").get(pk=departure.membership_id)
    _give_to_heirs(departure, membership, by or departure.started_by)
    end_membership(membership.pk, by=by or departure.started_by)
    end_keys(membership)
    end_departure(departure, Departure.State.DONE, by=by)


def _give_to_heirs(departure: Departure, membership: Membership, by: Membership | None) -> None:
    """What an heir who is gone meanwhile should have received stays, and is listed as without an owner."""
    answering = by or membership
    actor = Actor(user=answering.user, membership=answering, organisation=membership.organisation)
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for one in DepartureHeir.objects.filter(departure=departure):
        kinds[one.heir_id].add(one.kind)
    for heir in possible_heirs().filter(pk__in=kinds).exclude(pk=membership.pk).order_by("pk"):
        hand_over(actor, membership, heir, frozenset(kinds[heir.pk]))


def _tell(departure: Departure) -> None:
    """Whoever planned it hears that it is done, or why not."""
    position = 2 if departure.state == Departure.State.DONE else 1
    notify(DEPARTURE, _TOLD, {"departure": departure.pk, "position": position}, is_renewed=True)
