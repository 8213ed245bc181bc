# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.access.audiences import Act, allows
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.forms.checklists import ChecklistForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform


@require_GET
def checklist_list(request: OrganisationRequest) -> HttpResponse:
    """The checklists, and for whom they run."""
    page = selectors.list_checklists(request.actor, after=request.GET.get("after") or None)
    runs = selectors.list_open_runs(request.actor, after=request.GET.get("runs_after") or None)
    return render(request, "lifecycle/checklist_list.html", {"page": page, "runs": runs})


@require_http_methods(["GET", "POST"])
def checklist_creation(request: OrganisationRequest) -> HttpResponse:
    if not request.actor.can_somewhere(selectors.RUN):
        raise PermissionRefused.of(selectors.RUN)
    form = ChecklistForm(request.actor, request.POST or None)
    if act := request.POST.get("act"):
        form.rearrange(act)
        return _edition(request, form)
    checklist = submit(request, form, lambda _values: services.create_checklist(request.actor, **form.values))
    if checklist:
        messages.success(request, _("The checklist is made."))
        return redirect("lifecycle:checklist_list", request.organisation.slug)
    return _edition(request, form, status=status_of(form))


@require_http_methods(["GET", "POST"])
def checklist_detail(request: OrganisationRequest, checklist_id: UUID) -> HttpResponse:
    """A checklist; for who may, as a form."""
    actor = request.actor
    checklist = selectors.get_checklist(actor, checklist_id)
    steps = selectors.list_steps(checklist)
    if not allows(actor, checklist, Act.EDIT):
        if request.method == "POST":
            raise PermissionRefused.of(selectors.RUN)
        return render(request, "lifecycle/checklist_detail.html", {"checklist": checklist, "steps": steps})
    form = ChecklistForm(actor, request.POST or None, checklist=checklist, steps=steps)
    context: dict[str, Any] = {"checklist": checklist, "may_delete": allows(actor, checklist, Act.MANAGE)}
    if act := request.POST.get("act"):
        form.rearrange(act)
        return _edition(request, form, **context)
    if submit(request, form, lambda _values: services.update_checklist(actor, checklist_id=checklist_id, **form.values)):
        messages.success(request, _("Saved. Those that are running stay as they are."))
        return redirect("lifecycle:checklist_list", request.organisation.slug)
    return _edition(request, form, status=status_of(form), **context)


@require_POST
def checklist_deletion(request: OrganisationRequest, checklist_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.delete_checklist(request.actor, checklist_id=checklist_id),
        done=_("The checklist is deleted. Where it runs, it runs on."),
        to=reverse("lifecycle:checklist_list", args=[request.organisation.slug]),
    )


def _edition(request: OrganisationRequest, form: ChecklistForm, *, status: int = 200, **context: object) -> HttpResponse:
    status = 422 if status == 422 or (form.is_bound and any(row.is_bound and row.errors for row in form.rows)) else status
    return render(request, "lifecycle/checklist_edition.html", {"form": form, **context}, status=status)
