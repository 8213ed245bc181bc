# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who changed what about rights."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruche.kernel.access import selectors
from ruche.kernel.access.views.audit_lines import audit_lines
from ruche.kernel.access.views.audit_words import ACTIONS
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.text import fold


@require_safe
def audit_list(request: OrganisationRequest) -> HttpResponse:
    """The newest first; of one kind of act, or about one thing."""
    action, subject_id = request.GET.get("action", ""), None
    with suppress(ValueError):
        subject_id = UUID(request.GET.get("subject", ""))
    page = selectors.list_audit(request.actor, action=action, subject_id=subject_id, after=request.GET.get("after") or None)
    kinds = sorted(((name, str(words)) for name, words in ACTIONS.items()), key=lambda kind: fold(kind[1]))
    context = {
        "lines": audit_lines(request.actor, page.results),
        "next": page.next,
        "kinds": kinds,
        "action": action,
        "subject_id": subject_id,
    }
    return render(request, "access/audit_list.html", context)
