# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has this? What can she do, and why?"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruche.kernel.access import selectors
from ruche.kernel.access.permissions import catalogue
from ruche.kernel.access.selectors import Why
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.requests import OrganisationRequest


@require_safe
def permission_holders(request: OrganisationRequest, permission: str) -> HttpResponse:
    """Everybody who holds a permission, and by what."""
    words = request.GET.get("q", "")
    page = selectors.who_has(request.actor, permission, words=words, after=request.GET.get("after") or None)
    count = selectors.count_holders(request.actor, permission)
    context = {"permission": catalogue()[permission], "page": page, "count": count, "words": words, "may_read": _may_read(request)}
    return render(request, "access/permission_holders.html", context)


@require_safe
def person_rights(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """The roles of one person, and all that they may do, each with its reasons."""
    reasons = selectors.explain_rights(request.actor, membership_id)
    assignments = selectors.list_assignments(request.actor, membership_id=membership_id)
    person = selectors.get_person(request.actor, membership_id)
    context = {
        "person": person,
        "assignments": assignments,
        "may_give": person.pk != request.actor.membership.pk,
        **_explained(request, reasons),
    }
    return render(request, "access/person_rights.html", context)


@require_safe
def own_rights(request: OrganisationRequest) -> HttpResponse:
    """The same for oneself: everybody may read it."""
    own = request.actor.membership
    reasons = selectors.explain_rights(request.actor, own.pk)
    assignments = selectors.list_assignments(request.actor, membership_id=own.pk)
    context = {"person": own, "assignments": assignments, "may_give": False, **_explained(request, reasons)}
    return render(request, "access/own_rights.html", context)


def by_module(reasons: list[Why]) -> list[tuple[Any, list[Why]]]:
    """(the module's label, empty for the organisation itself; its permissions)."""
    known = manifests()
    sections: dict[str, tuple[Any, list[Why]]] = {}
    for why in reasons:
        module = why.permission.name.partition(".")[0]
        sections.setdefault(module, (known[module].label if module in known else "", []))[1].append(why)
    return list(sections.values())


def _explained(request: OrganisationRequest, reasons: list[Why]) -> dict[str, Any]:
    lacking = selectors.list_lacking(request.actor, reasons) if reasons else []
    return {"sections": by_module(reasons), "count": len(reasons), "lacking": lacking}


def _may_read(request: OrganisationRequest) -> bool:
    """Whether the reader may open the rights of others."""
    actor = request.actor
    return actor.can("organisation.manage_roles") or actor.can_somewhere("organisation.assign_role")
