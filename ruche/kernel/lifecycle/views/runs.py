# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklists of one person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.lifecycle import selectors, services
from ruche.kernel.lifecycle.forms.departures import RunForm
from ruche.kernel.lifecycle.selectors import PersonRuns
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform


@require_http_methods(["GET", "POST"])
def person_runs(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """How far somebody is; a POST starts one more checklist for them."""
    found = selectors.get_person_runs(request.actor, membership_id)
    if request.method == "POST" and not found.may_run:
        raise PermissionRefused.of(selectors.RUN)
    form = RunForm(found.startable, request.POST or None)
    started = submit(request, form, lambda values: services.run_checklist(request.actor, membership_id=membership_id, **values))
    if started:
        messages.success(request, _("The checklist has started."))
        return redirect("lifecycle:person_runs", request.organisation.slug, membership_id)
    context = {"found": found, "runs": _lines(request, found), "form": form, "today": timezone.localdate()}
    return render(request, "lifecycle/person_runs.html", context, status=status_of(form))


@require_POST
def step_tick(request: OrganisationRequest, membership_id: UUID, tick_id: UUID) -> HttpResponse:
    """`done`: 1 or 0."""
    done = request.POST.get("done")
    if done not in ("0", "1"):
        raise InvalidInput()
    act = services.tick_step if done == "1" else services.untick_step
    return perform(
        request,
        lambda: act(request.actor, tick_id=tick_id),
        done=_("Done.") if done == "1" else _("Open again."),
        to=_page(request, membership_id),
    )


@require_POST
def run_cancellation(request: OrganisationRequest, membership_id: UUID, run_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.cancel_run(request.actor, run_id=run_id),
        done=_("The checklist has stopped."),
        to=_page(request, membership_id),
    )


def _page(request: OrganisationRequest, membership_id: UUID) -> str:
    return reverse("lifecycle:person_runs", args=[request.organisation.slug, membership_id])


def _lines(request: OrganisationRequest, found: PersonRuns) -> list[dict[str, object]]:
    """Each run with its steps, and whether the actor ticks them."""
    return [
        {
            "run": run,
            "identifier": f"stop-{run.pk}",
            "done": sum(tick.is_done for tick in run.ordered_ticks),  # type: ignore[attr-defined]
            "steps": [(tick, selectors.may_tick(request.actor, run, tick.who, may_run=found.may_run)) for tick in run.ordered_ticks],  # type: ignore[attr-defined]
        }
        for run in found.runs
    ]
