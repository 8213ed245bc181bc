# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checklists as they are written, and for whom somebody may run them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import visible_to
from ruche.kernel.errors import NotFound, PermissionRefused
from ruche.kernel.lifecycle.models import Checklist, ChecklistKind, ChecklistStep
from ruche.kernel.organisations.models import GroupMembership
from ruche.kernel.organisations.selectors.paging import Page, page_of

RUN = "organisation.run_checklists"


def visible_checklists(actor: Actor) -> QuerySet[Checklist]:
    """Those that the actor may know of: who runs none sees none. Raises PermissionRefused."""
    if not actor.can_somewhere(RUN):
        raise PermissionRefused.of(RUN)
    rows: QuerySet[Checklist] = visible_to(actor, Checklist.objects.filter(deleted_at=None))
    return rows


def list_checklists(actor: Actor, *, kind: str = "", after: str | None = None, limit: int = 50) -> Page[Any]:
    """By name, each with `step_count`, group and owner (one query)."""
    rows = visible_checklists(actor).select_related("audience_group", "owner").annotate(step_count=Count("steps"))
    return page_of(rows.filter(kind=kind) if kind in ChecklistKind.values else rows, key="name_key", after=after, limit=limit)


def get_checklist(actor: Actor, checklist_id: UUID) -> Checklist:
    """Raises NotFound when it does not exist or the actor may not know of it, PermissionRefused for who runs none."""
    found = visible_checklists(actor).select_related("audience_group", "owner").filter(pk=checklist_id).first()
    if found is None:
        raise NotFound()
    return found


def list_steps(checklist: Checklist) -> list[ChecklistStep]:
    """In the order of the checklist."""
    return list(ChecklistStep.objects.filter(checklist=checklist).order_by("position", "id"))


def may_run_for(actor: Actor, membership_id: UUID) -> bool:
    """Whether the actor runs checklists for somebody: everywhere, or over a group they are in, or were in until they left."""
    groups = actor.groups_where(RUN)
    if groups is None:
        return True
    until_the_end = Q(left_at=None) | Q(left_at__gte=F("membership__left_at"))
    present = GroupMembership.objects.filter(until_the_end, membership_id=membership_id, group_id__in=groups)
    return bool(groups) and present.exists()
