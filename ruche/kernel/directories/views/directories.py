# SPDX-License-Identifier: AGPL-3.0-or-later
import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.directories import selectors, services
from ruche.kernel.directories.client import is_installed
from ruche.kernel.directories.forms import DirectoryForm, initial_of
from ruche.kernel.directories.words import CONFLICTS, WORDS
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform
from ruche.kernel.sign_in.recent import check_recent


@require_GET
def directory_list(request: OrganisationRequest) -> HttpResponse:
    rows = selectors.list_directories(request.actor)
    return render(request, "directories/directory_list.html", {"directories": rows, "is_installed": is_installed()})


@require_http_methods(["GET", "POST"])
def directory_creation(request: OrganisationRequest) -> HttpResponse:
    request.actor.require(selectors.PERMISSION)
    check_recent()
    form = DirectoryForm(request.POST or None)
    made = submit(request, form, lambda values: services.save_directory(request.actor, **{**values, "version": None}))
    if made:
        messages.success(request, _("Kept. Try it before it is read in earnest."))
        return redirect("directories:directory_detail", request.organisation.slug, made.pk)
    return render(request, "directories/directory_detail.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def directory_detail(request: OrganisationRequest, directory_id: UUID) -> HttpResponse:
    """A directory, its last runs, and what can be done with it."""
    directory = selectors.get_directory(request.actor, directory_id)
    check_recent()
    form = DirectoryForm(request.POST or None, initial=initial_of(directory))
    if submit(request, form, lambda values: services.save_directory(request.actor, directory_id=directory_id, **values)):
        messages.success(request, _("Kept. Try it before it is read in earnest."))
        return redirect("directories:directory_detail", request.organisation.slug, directory_id)
    runs = selectors.list_runs(request.actor, directory_id)
    context = {"form": form, "directory": directory, "runs": runs, "is_installed": is_installed()}
    return render(request, "directories/directory_detail.html", context, status=status_of(form))


@require_POST
def directory_test(request: OrganisationRequest, directory_id: UUID) -> HttpResponse:
    """Speak to it now, and say what came back."""

    def act() -> None:
        trial = services.try_directory(request.actor, directory_id=directory_id, email=request.POST.get("email", "")[:254])
        sentence = ngettext(
            "It answers: %(count)s person on the first page.", "It answers: %(count)s people on the first page.", trial.people
        )
        messages.success(request, sentence % {"count": trial.people})
        if trial.person:
            messages.success(request, _("Found: %(name)s, %(email)s.") % {"name": trial.person.name, "email": trial.person.email})
        elif request.POST.get("email"):
            messages.warning(request, _("Nobody there has this address."))

    return perform(request, act, done=_("The connection is encrypted and its certificate is right."), to=_page(request, directory_id))


@require_POST
def directory_deletion(request: OrganisationRequest, directory_id: UUID) -> HttpResponse:
    to = reverse("directories:directory_list", args=[request.organisation.slug])
    act = lambda: services.delete_directory(request.actor, directory_id=directory_id)  # noqa: E731
    return perform(request, act, done=_("The directory is forgotten. Its people stay."), to=to)


@require_POST
def synchronisation(request: OrganisationRequest, directory_id: UUID) -> HttpResponse:
    """Order a run: `kind` is trial, run or agreed (however many leave)."""
    kind = request.POST.get("kind", "trial")
    options = {"is_dry": kind not in ("run", "agreed"), "may_exceed": kind == "agreed"}
    act = lambda: services.ask_for_run(request.actor, directory_id=directory_id, **options)  # noqa: E731
    return perform(request, act, done=_("The run begins. Reload this page to see what comes of it."), to=_page(request, directory_id))


@require_GET
def run_detail(request: OrganisationRequest, directory_id: UUID, run_id: UUID) -> HttpResponse:
    run = selectors.get_run(request.actor, directory_id, run_id)
    counts = [(WORDS.get(name, name), count) for name, count in run.counts.items()]
    context = {"run": run, "directory": run.directory, "counts": counts, "lines": [_line(one) for one in run.report]}
    return render(request, "directories/run_detail.html", context)


@require_GET
def run_report(request: OrganisationRequest, directory_id: UUID, run_id: UUID) -> HttpResponse:
    """The same as a table for spreadsheets."""
    run = selectors.get_run(request.actor, directory_id, run_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="run-{run_id}.csv"'
    csv.writer(response).writerows([_guarded(str(cell)) for cell in _line(one)] for one in run.report)
    return response


def _line(line: list[str]) -> tuple[Any, str, Any]:
    what, name, detail = line
    return WORDS.get(what, what), name, CONFLICTS.get(detail, detail)


def _guarded(cell: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _page(request: OrganisationRequest, directory_id: UUID) -> str:
    return reverse("directories:directory_detail", args=[request.organisation.slug, directory_id])
