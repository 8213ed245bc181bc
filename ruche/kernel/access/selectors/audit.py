# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry, CustomRole
from ruche.kernel.organisations.models import Group, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of

VIEW_AUDIT = "organisation.view_audit"


def list_audit(
    actor: Actor, *, subject_id: UUID | None = None, action: str = "", after: str | None = None, limit: int = 50
) -> Page[AuditEntry]:
    """Who changed what about rights, the newest first (one query). Raises PermissionRefused."""
    actor.require(VIEW_AUDIT)
    rows = AuditEntry.objects.select_related("actor")
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    if action:
        rows = rows.filter(action=action[:60])
    return page_of(rows, key="at", after=after, limit=limit, newest_first=True)


def list_audit_actions(actor: Actor) -> list[str]:
    """The kinds of acts that were noted, for a filter."""
    actor.require(VIEW_AUDIT)
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()[:200])


def list_names(actor: Actor, ids: Collection[UUID]) -> dict[str, str]:
    """How the people, groups and roles of the audit are called, also those that are gone (three queries)."""
    actor.require(VIEW_AUDIT)
    names: dict[str, str] = {}
    for model in (Membership, Group, CustomRole):
        names |= {str(pk): name for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name")}
    return names
