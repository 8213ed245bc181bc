# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people own: the kernel's objects with an audience, and what modules declare."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import audience_rules
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.models import Departure
from ruche.kernel.lifecycle.owned import Owned
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.text import fold

REASSIGN = "organisation.reassign_work"
_OFFERED = 8


@dataclass(frozen=True)
class Leaver:
    """Somebody who left, and what nobody has received yet."""

    membership: Membership
    owned: list[Owned]


def audience_models() -> dict[str, Any]:
    """Every kind of object with an audience and its table."""
    models: Iterable[Any] = (model for model in apps.get_models() if issubclass(model, AudienceModel))
    return {model.record_kind: model for model in models if model.record_kind in audience_rules()}


def list_owned(actor: Actor, owners: "QuerySet[Membership]") -> list[Owned]:
    """What these people own, of all kinds of the kernel and of the modules that are on."""
    found: list[Owned] = []
    for kind, model in sorted(audience_models().items()):
        rows = model.objects.filter(owner__in=owners, deleted_at=None)
        label = audience_rules()[kind].label
        found += [Owned(owner, kind, label, count) for owner, count in rows.order_by().values_list("owner").annotate(Count("id"))]
    for name, manifest in manifests().items():
        if manifest.owns and name in actor.active_modules:
            found += resolve(name, manifest.owns)(actor, owners)
    return found


def list_owned_by(actor: Actor, membership_id: UUID) -> list[Owned]:
    """What one person owns."""
    return list_owned(actor, Membership.objects.filter(pk=membership_id))


def list_leavers(actor: Actor, *, after: str | None = None, limit: int = 20) -> Page[Leaver]:
    """Things without an owner: who left and still owns something, by name. Raises PermissionRefused."""
    actor.require(REASSIGN)
    left = Membership.objects.filter(status=Membership.Status.LEFT)
    owned: dict[UUID, list[Owned]] = defaultdict(list)
    for one in list_owned(actor, left):
        owned[one.owner_id].append(one)
    page = page_of(left.filter(pk__in=list(owned)), key="name_key", after=after, limit=limit)
    return Page([Leaver(one, owned[one.pk]) for one in page.results], page.next)


def get_leaver(actor: Actor, membership_id: UUID) -> Leaver:
    """One of them. Raises NotFound, PermissionRefused."""
    actor.require(REASSIGN)
    membership = Membership.objects.filter(pk=membership_id, status=Membership.Status.LEFT).first()
    if membership is None:
        raise NotFound()
    return Leaver(membership, list_owned_by(actor, membership_id))


def possible_heirs() -> "QuerySet[Membership]":
    """Active people who are not leaving themselves. Guests answer for nothing."""
    leaving = Departure.objects.filter(state=Departure.State.PLANNED).values("membership_id")
    here = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    rows: QuerySet[Membership] = here.exclude(role=Role.GUEST).exclude(pk__in=leaving)
    return rows


def list_possible_heirs(actor: Actor, *, search: str, without: UUID, limit: int = _OFFERED) -> list[Membership]:
    """Those whose name has every word of `search`, by name. Raises PermissionRefused, NotFound (whose things they would be)."""
    actor.require(REASSIGN)
    if not Membership.objects.filter(pk=without).exists():
        raise NotFound()
    rows = possible_heirs().exclude(pk=without)
    for word in fold(search)[:120].split():
        rows = rows.filter(name_key__contains=word)
    return list(rows.order_by("name_key", "id")[:limit])


def find_people(actor: Actor, ids: Iterable[Any]) -> dict[str, Membership]:
    """Those of the organisation among these ids, whatever was sent, by id as text."""
    actor.require("organisation.view_members")
    known: set[UUID] = set()
    for one in ids:
        with suppress(ValueError):
            known.add(UUID(str(one)))
    return {str(one.pk): one for one in Membership.objects.filter(pk__in=known)} if known else {}
