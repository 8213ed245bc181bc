# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving somebody a role besides their own, letting it end at another time, ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.access import selectors, services
from ruche.kernel.access.forms.assignments import AssignmentForm, EndForm
from ruche.kernel.access.permissions import MANAGE_ROLES
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.recent import check_recent


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_creation(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    roles = selectors.list_roles(request.actor)
    if membership_id == request.actor.membership.pk:
        raise PermissionRefused()
    _ask_first(request)
    person = selectors.get_person(request.actor, membership_id)
    form = AssignmentForm(request.actor, roles, zone_of(request), request.POST or None, initial={"role": request.GET.get("role", "")})
    if submit(request, form, lambda _values: services.give_role(request.actor, membership_id=membership_id, **form.values())):
        messages.success(request, _("Given. It counts at once, or from its date on."))
        return redirect("access:person_rights", request.organisation.slug, membership_id)
    return render(request, "access/assignment_creation.html", {"person": person, "form": form, "roles": roles}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_edition(request: OrganisationRequest, assignment_id: UUID) -> HttpResponse:
    assignment = selectors.get_assignment(request.actor, assignment_id)
    _ask_first(request)
    form = EndForm.of(assignment, zone_of(request), request.POST or None)
    if submit(request, form, lambda _values: services.change_assignment(request.actor, assignment_id=assignment_id, ends=form.wall)):
        messages.success(request, _("Saved."))
        return redirect("access:person_rights", request.organisation.slug, assignment.membership_id)
    return render(request, "access/assignment_edition.html", {"assignment": assignment, "form": form}, status=status_of(form))


@require_POST
def assignment_ending(request: OrganisationRequest, assignment_id: UUID) -> HttpResponse:
    ended = services.end_assignment(request.actor, assignment_id=assignment_id)
    messages.success(request, _("Ended. It gives no right any more."))
    if ended.membership_id == request.actor.membership.pk:
        return redirect("access:own_rights", request.organisation.slug)
    return redirect("access:person_rights", request.organisation.slug, ended.membership_id)


def zone_of(request: OrganisationRequest) -> str:
    """In which zone the reader writes dates."""
    return str(request.actor.user.time_zone or request.organisation.time_zone)


def _ask_first(request: OrganisationRequest) -> None:
    """Who it is, before anything is typed: asked for after sending, the form would be lost."""
    if request.actor.can(MANAGE_ROLES):
        check_recent()
