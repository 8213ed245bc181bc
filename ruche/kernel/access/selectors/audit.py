# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import visible_to
from ruche.kernel.access.models import AudienceModel, AuditEntry
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of

VIEW_AUDIT = "organisation.view_audit"
_COLUMNS = ("name", "label", "title", "domain")
_ELSEWHERE = {"identity.application": "client__name"}


@dataclass(frozen=True)
class Named:
    """What an entry is about. `is_there`: not deleted, so its page can be opened. `person`: whose it is, of what has no name."""

    name: str
    is_there: bool = True
    person: UUID | None = None


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


def list_named(actor: Actor, wanted: Mapping[str, Collection[UUID]]) -> dict[UUID, Named]:
    """What rows of these kinds (`app.model`) are called, also deleted ones: one query for each kind.

    What is gone is missing, as is an object that the actor may not see.
    """
    actor.require(VIEW_AUDIT)
    found: dict[UUID, Named] = {}
    for kind, ids in wanted.items():
        try:
            model: Any = apps.get_model(kind)
        except LookupError:
            continue
        found |= _named(actor, model, ids) if ids else {}
    return found


def _named(actor: Actor, model: Any, ids: Collection[UUID]) -> dict[UUID, Named]:
    columns = {field.name for field in model._meta.get_fields()}
    name, person = _name_of(model, columns), "membership_id" if "membership" in columns else "pk"
    rows = _own(actor, model, columns, ids)
    if name is None or rows is None:
        return {}
    end = "deleted_at" if "deleted_at" in columns else "left_at" if model is Membership else "pk"
    return {
        pk: Named(called, is_there=end == "pk" or ended is None, person=whose if person != "pk" else None)
        for pk, called, ended, whose in rows.values_list("pk", name, end, person)
    }


def _name_of(model: type[Model], columns: set[str]) -> str | None:
    own = next((one for one in _COLUMNS if one in columns), None)
    return _ELSEWHERE.get(model._meta.label_lower) or own or ("membership__name" if "membership" in columns else None)


def _own(actor: Actor, model: Any, columns: set[str], ids: Collection[UUID]) -> Any:
    """Those of the organisation: global rows have no policy of the database that would see to it."""
    rows = model.objects.filter(pk__in=ids)
    if issubclass(model, AudienceModel):
        return visible_to(actor, rows)
    if "organisation" in columns:
        return rows.filter(organisation_id=actor.organisation_id)
    return rows.filter(provider__organisation_id=actor.organisation_id) if "provider" in columns else None
