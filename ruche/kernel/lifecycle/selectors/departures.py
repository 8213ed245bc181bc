# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who leaves when, with what, and who receives it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.models import Departure, DepartureHeir
from ruche.kernel.lifecycle.owned import Owned
from ruche.kernel.lifecycle.selectors.owned import list_owned_by
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of

LEAVE = "organisation.manage_members"


@dataclass(frozen=True)
class Leaving:
    """Somebody's departure, planned or not. `may_change`: the actor may plan, carry out and cancel it."""

    membership: Membership
    departure: Departure | None
    heirs: dict[str, Membership]
    owned: Sequence[Owned]
    posts: Sequence[GroupMembership]
    is_last_owner: bool
    may_change: bool


def find_departure(membership_id: UUID) -> Departure | None:
    """The one that is planned, with `chosen_heirs`."""
    found: Departure | None = _rows().filter(membership_id=membership_id, state=Departure.State.PLANNED).first()
    return found


def get_leaving(actor: Actor, membership_id: UUID) -> Leaving:
    """All that the page of a departure shows. Raises PermissionRefused, NotFound."""
    actor.require(LEAVE)
    membership = Membership.objects.select_related("user").filter(pk=membership_id, kind=Membership.Kind.PERSON).first()
    if membership is None or membership.status == Membership.Status.WAITING:
        raise NotFound()
    departure = find_departure(membership_id) or _last(membership_id)
    heirs = {one.kind: one.heir for one in departure.chosen_heirs} if departure else {}  # type: ignore[attr-defined]
    posts = GroupMembership.objects.filter(membership=membership, left_at=None, group__deleted_at=None).select_related("group")
    reaches = actor.role.includes(Role(membership.role)) and membership.pk != actor.membership.pk
    return Leaving(
        membership=membership,
        departure=departure,
        heirs=heirs,
        owned=list_owned_by(actor, membership_id),
        posts=[one for one in posts.order_by("group__name_key") if one.is_lead or one.is_deputy],
        is_last_owner=_is_last_owner(membership),
        may_change=reaches and membership.status != Membership.Status.LEFT,
    )


def needs_departure(actor: Actor, membership_id: UUID) -> bool:
    """Whether somebody whom the actor may send away owns what another could receive; what becomes vacant may."""
    if not actor.can(LEAVE):
        return False
    here = Membership.objects.filter(pk=membership_id).exclude(status=Membership.Status.LEFT).exclude(pk=actor.membership.pk).first()
    if here is None or not actor.role.includes(Role(here.role)):
        return False
    return any(not one.is_vacated for one in list_owned_by(actor, membership_id))


def list_departures(actor: Actor, *, after: str | None = None, limit: int = 50) -> Page[Departure]:
    """Who is about to leave, the first to go first. Raises PermissionRefused."""
    actor.require(LEAVE)
    rows = _rows().filter(state=Departure.State.PLANNED).select_related("membership")
    return page_of(rows, key="last_day", after=after, limit=limit)


def _rows() -> "QuerySet[Departure]":
    heirs = DepartureHeir.objects.select_related("heir").order_by("kind")
    rows = Departure.objects.select_related("started_by", "ended_by", "run")
    found: QuerySet[Departure] = rows.prefetch_related(Prefetch("heirs", queryset=heirs, to_attr="chosen_heirs"))
    return found


def _last(membership_id: UUID) -> Departure | None:
    done = _rows().filter(membership_id=membership_id, state=Departure.State.DONE, membership__status=Membership.Status.LEFT)
    found: Departure | None = done.order_by("-ended_at").first()
    return found


def _is_last_owner(membership: Membership) -> bool:
    owners = Membership.objects.filter(role=Role.OWNER, status=Membership.Status.ACTIVE)
    return membership.role == Role.OWNER and membership.is_active and not owners.exclude(pk=membership.pk).exists()
