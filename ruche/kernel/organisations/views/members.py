# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput
from ruche.kernel.lifecycle import selectors as lifecycle
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.members import MemberFilter, RoleForm
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import page, perform


@require_GET
def member_list(request: OrganisationRequest) -> HttpResponse:
    """Everybody, by name, narrowed by `q`, `role` and `status`."""
    request.actor.require("organisation.manage_members")
    is_part = "HX-Request" in request.headers
    return render(request, "organisations/_members.html" if is_part else "organisations/member_list.html", _people(request))


@require_GET
def member_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """The list, and one person beside it."""
    request.actor.require("organisation.manage_members")
    membership = selectors.get_membership(request.actor, membership_id)
    context = {**_people(request), "membership": membership, "role_form": RoleForm.of(membership), **_rights(request, membership)}
    return render(request, "organisations/member_detail.html", context)


@require_POST
def member_role(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise InvalidInput.on("role", _("Choose one of the roles."))
    role = form.cleaned_data["role"]
    return perform(
        request,
        lambda: services.change_role(request.actor, membership_id=membership_id, role=role),
        done=_("Role changed."),
        to=page(request, "member_detail", membership_id),
    )


@require_POST
def member_suspension(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.suspend_member(request.actor, membership_id=membership_id),
        done=_("Suspended. They can no longer come in."),
        to=page(request, "member_detail", membership_id),
    )


@require_POST
def member_reactivation(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.reactivate_member(request.actor, membership_id=membership_id),
        done=_("Reactivated."),
        to=page(request, "member_detail", membership_id),
    )


@require_POST
def member_removal(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Whoever owns something, leaves by a departure, which says who receives what."""
    if lifecycle.needs_departure(request.actor, membership_id):
        messages.info(request, _("They own things. Say who receives them, then they can go."))
        return redirect("lifecycle:departure", request.organisation.slug, membership_id)
    return perform(
        request,
        lambda: services.remove_member(request.actor, membership_id=membership_id),
        done=_("Removed. What they wrote stays."),
        to=page(request, "member_list"),
    )


@require_POST
def ownership(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Hand the organisation over."""
    return perform(
        request,
        lambda: services.transfer_ownership(request.actor, membership_id=membership_id),
        done=_("The organisation has a new owner. You are now an administrator."),
        to=page(request, "member_detail", membership_id),
    )


def _people(request: OrganisationRequest) -> dict[str, Any]:
    filters = MemberFilter(request.GET)
    values = filters.values()
    search, role, status = values
    after = request.GET.get("after") or None
    people = selectors.list_members(request.actor, search=search, role=role, status=status, after=after)
    count = selectors.count_members(request.actor, search=search, role=role, status=status)
    return {"filters": filters, "people": people, "count": count, "is_narrowed": any(values)}


def _rights(request: OrganisationRequest, membership: Membership) -> dict[str, Any]:
    """What the actor may do with somebody, and the roles they may give."""
    actor = request.actor
    reaches = actor.role.includes(Role(membership.role)) and membership.status != Membership.Status.LEFT
    is_oneself = membership.pk == actor.membership.pk
    return {
        "roles": [(role, actor.role.includes(role)) for role in reversed(Role)],
        "may_change": reaches and membership.is_active,
        "may_read_rights": actor.can("organisation.manage_roles") or actor.can_somewhere("organisation.assign_role"),
        "may_exclude": reaches and not is_oneself,
        "may_hand_over": actor.role == Role.OWNER and membership.is_active and not is_oneself,
    }
