# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.forms import ImportForm
from ruche.kernel.lifecycle.models import InvitationBatch
from ruche.kernel.lifecycle.tables import MOST_BYTES
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform

_SHOWN = 200


@require_http_methods(["GET", "POST"])
def invitation_import(request: OrganisationRequest) -> HttpResponse:
    """Choose a file; its rows are shown before anybody is invited."""
    if not request.actor.can_somewhere("organisation.invite_member"):
        raise PermissionRefused()
    form = ImportForm(request.POST or None, request.FILES or None)
    batch = submit(request, form, lambda values: _read(request, values["file"]))
    if batch:
        return redirect("lifecycle:invitation_batch", request.organisation.slug, batch.pk)
    batches = selectors.list_batches(request.actor)
    return render(request, "lifecycle/invitation_import.html", {"form": form, "batches": batches}, status=status_of(form))


@require_GET
def invitation_batch(request: OrganisationRequest, batch_id: UUID) -> HttpResponse:
    """What a file says, what is wrong with it, and how far its invitations are."""
    batch = selectors.get_batch(request.actor, batch_id)
    faulty = [row for row in batch.rows if row["fault"]]
    good = [{**row, "role": Role(row["role"]).label} for row in batch.rows if not row["fault"]]
    context = {"batch": batch, "faulty": faulty[:_SHOWN], "faults": len(faulty), "good": good[:_SHOWN], "count": len(good)}
    return render(request, "lifecycle/invitation_batch.html", context)


@require_POST
def invitation_batch_sending(request: OrganisationRequest, batch_id: UUID) -> HttpResponse:
    to = reverse("lifecycle:invitation_batch", args=[request.organisation.slug, batch_id])
    act = lambda: services.send_batch(request.actor, batch_id=batch_id)  # noqa: E731
    return perform(request, act, done=_("The invitations leave one after the other."), to=to)


def _read(request: OrganisationRequest, file: Any) -> InvitationBatch:
    return services.read_batch(request.actor, file_name=file.name, content=file.read(MOST_BYTES + 1))
