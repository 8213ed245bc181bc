# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roles of an organisation: which there are, what each gives, making and changing them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ruche.kernel.access import selectors
from ruche.kernel.access.forms.roles import RoleForm
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors import PermissionGroup
from ruche.kernel.access.services import create_role, delete_role, update_role
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.recent import check_recent

MANAGE = "organisation.manage_roles"


@require_safe
def role_list(request: OrganisationRequest) -> HttpResponse:
    """Built-in roles, then the organisation's own."""
    lines = selectors.list_roles(request.actor)
    context = {
        "builtin": list(zip(Role, lines, strict=False))[::-1],
        "own": [line for line in lines if not line.is_builtin],
        "may_change": request.actor.can(MANAGE),
    }
    return render(request, "access/role_list.html", context)


@require_safe
def builtin_role(request: OrganisationRequest, role: str) -> HttpResponse:
    """What one of the built-in roles gives; it cannot be changed, only taken as a beginning."""
    groups = selectors.list_permissions(request.actor)
    found = next((one for one in Role if one.value == role), None)
    if found is None:
        raise NotFound()
    context = {"builtin": found, "name": found.label, "may_change": request.actor.can(MANAGE)}
    return render(request, "access/role_detail.html", {**context, **_given(groups, permissions_of(found))})


@require_safe
def role_detail(request: OrganisationRequest, role_id: UUID) -> HttpResponse:
    role = selectors.get_role(request.actor, role_id)
    groups = selectors.list_permissions(request.actor)
    context = {
        "role": role,
        "role_id": role_id,
        "name": role.name,
        "assignments": selectors.list_assignments(request.actor, role_id=role_id, limit=50),
        "lacks": _lacking(groups, role.permissions),
        "may_change": request.actor.can(MANAGE),
    }
    return render(request, "access/role_detail.html", {**context, **_given(groups, role.permissions)})


@require_http_methods(["GET", "HEAD", "POST"])
def role_creation(request: OrganisationRequest) -> HttpResponse:
    """`like`: a built-in role, or the id of one made here, whose permissions are ticked at first."""
    request.actor.require(MANAGE)
    check_recent()
    groups = selectors.list_permissions(request.actor)
    held = {line.permission.name for group in groups for line in group.permissions if line.is_held}
    form = RoleForm(groups, request.POST or None, initial={"permissions": sorted(_like(request) & held)})
    made = submit(request, form, lambda values: create_role(request.actor, **_without_version(values)))
    if made:
        messages.success(request, _("The role is made. Give it to somebody on their page of rights."))
        return redirect("access:role_detail", request.organisation.slug, made.pk)
    context = {"form": form, "is_new": True, **_catalogue(groups, form.chosen)}
    return render(request, "access/role_edition.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def role_edition(request: OrganisationRequest, role_id: UUID) -> HttpResponse:
    """Changing a role, for all who hold it. Changed meanwhile by somebody else: both are shown."""
    request.actor.require(MANAGE)
    role, groups = selectors.get_role(request.actor, role_id), selectors.list_permissions(request.actor)
    check_recent()
    form = RoleForm.of(groups, role, request.POST or None)
    is_stale = request.method == "POST" and form.is_valid() and form.cleaned_data["version"] != role.version
    if not is_stale and submit(request, form, lambda values: bool(update_role(request.actor, role_id=role_id, **values))):
        messages.success(request, _("Saved. It counts at once, for everybody who holds the role."))
        return redirect("access:role_detail", request.organisation.slug, role_id)
    if is_stale:
        form = form.renewed(groups, role)
    context = {"form": form, "role": role, "role_id": role_id, "lacks": _lacking(groups, role.permissions)}
    status = 409 if is_stale else status_of(form)
    return render(request, "access/role_edition.html", {**context, **_catalogue(groups, form.chosen, role.permissions)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def role_deletion(request: OrganisationRequest, role_id: UUID) -> HttpResponse:
    """Who loses what, and the act."""
    request.actor.require(MANAGE)
    role = selectors.get_role(request.actor, role_id)
    if request.method == "POST":
        check_recent()
        delete_role(request.actor, role_id=role_id, ends_assignments=True)
        messages.success(request, _("The role “%(name)s” is deleted; nobody holds it any more.") % {"name": role.name})
        return redirect("access:role_list", request.organisation.slug)
    groups = selectors.list_permissions(request.actor)
    assignments = selectors.list_assignments(request.actor, role_id=role_id)
    context = {"role": role, "role_id": role_id, "assignments": assignments, "lacks": _lacking(groups, role.permissions)}
    return render(request, "access/role_deletion.html", {**context, **_given(groups, role.permissions)})


def _like(request: OrganisationRequest) -> frozenset[str]:
    like = request.GET.get("like", "")
    if like in Role.values:
        return permissions_of(Role(like))
    try:
        return selectors.get_role(request.actor, UUID(like)).permissions
    except ValueError:
        return frozenset()


def _catalogue(groups: list[PermissionGroup], chosen: frozenset[str], before: frozenset[str] | None = None) -> dict[str, Any]:
    """`chosen`: what is ticked; `before`: what a role had, for marks of change."""
    return {"groups": [group for group in groups if any(line.is_active for line in group.permissions)], "chosen": chosen, "before": before}


def _given(groups: list[PermissionGroup], held: frozenset[str]) -> dict[str, Any]:
    """The same to read: a module of which the role has nothing is not named."""
    return _catalogue([group for group in groups if any(line.permission.name in held for line in group.permissions)], held)


def _lacking(groups: list[PermissionGroup], held: frozenset[str]) -> list[Any]:
    """Permissions of a role that the reader lacks: without them, nothing of the role can be changed."""
    lines = [line for group in groups for line in group.permissions]
    return [line.permission.label for line in lines if line.permission.name in held and not line.is_held]


def _without_version(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "version"}
