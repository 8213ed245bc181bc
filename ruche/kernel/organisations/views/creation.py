# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations import services
from ruche.kernel.organisations.forms.organisations import CreateForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.forms.ways_in import CodeForm, InviteForm
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.invitations import invite
from ruche.kernel.organisations.views.previews import kinds, preview


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """First run, step 1: what the organisation is."""
    if not services.can_create_organisation(request.user):  # type: ignore[arg-type]
        return render(request, "organisations/creation_refused.html", {"form": CodeForm()}, status=403)
    kind = request.POST.get("kind", Organisation.Kind.ASSOCIATION)
    form = CreateForm(request.POST or None, modules=list(manifests()), initial={"kind": kind, "colour": Organisation().colour})
    actor = submit(request, form, lambda values: services.create_organisation(request.user, **values))  # type: ignore[arg-type]
    if actor:
        return redirect("organisations:first_run", actor.organisation.slug)
    chosen = form.data.getlist("modules") if form.is_bound else services.modules_for(kind)  # type: ignore[attr-defined]
    context = {"form": form, "kinds": kinds(), "preview": preview(chosen), "proposed": request.POST.get("proposed", "")}
    return render(request, "organisations/create.html", context, status=status_of(form))


@login_required
@require_GET
def module_preview(request: HttpRequest) -> HttpResponse:
    """What members of an organisation of `kind` will see."""
    return render(request, "organisations/_preview.html", {"preview": preview(services.modules_for(request.GET.get("kind", "")))})


@login_required
@require_GET
def slug_proposal(request: HttpRequest) -> HttpResponse:
    """The field of the address: a free one for `name`, unless the person wrote their own."""
    written, proposed = request.GET.get("slug", ""), request.GET.get("proposed", "")
    slug = services.free_slug(request.GET.get("name", "")) if written in ("", proposed) and request.GET.get("name") else written
    form = CreateForm(modules=[], initial={"slug": slug})
    return render(request, "organisations/_slug.html", {"form": form, "proposed": proposed if slug == written else slug})


@require_http_methods(["GET", "POST"])
def first_run(request: OrganisationRequest) -> HttpResponse:
    """First run, step 2: who is in it."""
    request.actor.require("organisation.invite_member")
    form = InviteForm(request.actor, request.POST or None)
    report = invite(request, form)
    if report and not report.refused:
        return redirect("ui:home", request.organisation.slug)
    context = {"form": form, "report": report, "modules": len(request.actor.active_modules)}
    return render(request, "organisations/first_run.html", context, status=status_of(form))
