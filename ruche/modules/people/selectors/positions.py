# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import visible_to
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.owned import Owned
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.modules.people.models import Position
from ruche.modules.people.permissions import MANAGE_POSITIONS, VIEW_ORG_CHART

_COUNTED = 10_000
HELD_POSITION = "people.position_held"


def visible_positions(actor: Actor) -> QuerySet[Position]:
    """Posts that the actor may see: those in a group that was removed are gone with it."""
    rows: QuerySet[Position] = visible_to(actor, Position.objects.filter(deleted_at=None, group__deleted_at=None))
    return rows


def list_positions(
    actor: Actor, *, group_id: UUID | None = None, is_vacant: bool = False, after: str | None = None, limit: int = 50
) -> Page[Any]:
    """Posts by title, with group and holder."""
    actor.require(VIEW_ORG_CHART)
    rows = _filtered(actor, group_id, is_vacant).select_related("group", "holder", "owner", "audience_group")
    return page_of(rows, key="name_key", after=after, limit=limit)


def count_positions(actor: Actor, *, group_id: UUID | None = None, is_vacant: bool = False) -> int:
    """How many list_positions would show in all, counted to 10,001."""
    actor.require(VIEW_ORG_CHART)
    return _filtered(actor, group_id, is_vacant)[: _COUNTED + 1].count()


def get_position(actor: Actor, position_id: UUID) -> Position:
    """Raises NotFound when it does not exist or the actor may not know of it."""
    actor.require(VIEW_ORG_CHART)
    rows = visible_positions(actor).select_related("group", "holder", "owner", "audience_group")
    position = rows.filter(pk=position_id).first()
    if position is None:
        raise NotFound()
    return position


def can_open_positions(actor: Actor) -> bool:
    """Whether the actor may open a post somewhere."""
    return actor.can_somewhere(MANAGE_POSITIONS)


def list_own_things(actor: Actor, owners: "QuerySet[Membership]") -> list[Owned]:
    """Posts that people hold. Those they answer for have an owner, which the kernel counts."""
    rows = Position.objects.filter(holder__in=owners, deleted_at=None).order_by().values_list("holder").annotate(Count("id"))
    return [Owned(holder, HELD_POSITION, _("Posts they hold"), count, is_vacated=True) for holder, count in rows]


def _filtered(actor: Actor, group_id: UUID | None, is_vacant: bool) -> QuerySet[Position]:
    rows = visible_positions(actor)
    if group_id is not None:
        rows = rows.filter(group_id=group_id)
    return rows.filter(holder=None) if is_vacant else rows
