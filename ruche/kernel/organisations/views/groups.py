# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.groups import GroupForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import page, perform


@require_GET
def group_list(request: OrganisationRequest) -> HttpResponse:
    """The tree; `deleted` names the group that was just put into the bin."""
    request.actor.require("organisation.manage_groups")
    context = {**_tree(request), "deleted": selectors.find_deleted_group(request.actor, request.GET.get("deleted", ""))}
    return render(request, "organisations/group_list.html", context)


@require_http_methods(["GET", "POST"])
def group_creation(request: OrganisationRequest) -> HttpResponse:
    request.actor.require("organisation.manage_groups")
    form = GroupForm(request.actor, request.POST or None, initial={"parent_id": request.GET.get("inside", "")})
    group = submit(request, form, lambda values: services.create_group(request.actor, **values))
    if group:
        return redirect("organisations:group_detail", request.organisation.slug, group.pk)
    return render(request, "organisations/group_creation.html", {**_tree(request), "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def group_detail(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """The tree, and one group beside it: its name and place, who is in it."""
    request.actor.require("organisation.manage_groups")
    node = selectors.get_group_node(request.actor, group_id)
    form = GroupForm.of(request.actor, node.group, request.POST or None)
    if submit(request, form, lambda values: services.update_group(request.actor, group_id=group_id, **values)):
        return redirect("organisations:group_detail", request.organisation.slug, group_id)
    context = {**_tree(request), **_people(request, group_id), "node": node, "form": form}
    return render(request, "organisations/group_detail.html", context, status=status_of(form))


@require_POST
def group_deletion(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    services.delete_group(request.actor, group_id=group_id)
    return redirect(f"{page(request, 'group_list')}?deleted={group_id}")


@require_POST
def group_restoration(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.restore_group(request.actor, group_id=group_id),
        done=_("Restored."),
        to=page(request, "group_detail", group_id),
    )


@require_GET
def group_candidates(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """People who could be added, for the words in `q`."""
    search = request.GET.get("q", "")
    found = selectors.list_group_candidates(request.actor, group_id, search=search)
    context = {"candidates": found, "group_id": group_id, "search": search}
    return render(request, "organisations/_group_candidates.html", context)


@require_POST
def group_entry(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """Add somebody."""
    chosen = _chosen(request.POST.get("membership_id", ""))
    return perform(
        request,
        lambda: services.add_to_group(request.actor, group_id=group_id, membership_ids=chosen),
        done=_("Added to the group."),
        to=page(request, "group_detail", group_id),
    )


@require_POST
def group_exit(request: OrganisationRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.remove_from_group(request.actor, group_id=group_id, membership_id=membership_id),
        done=_("Taken out of the group."),
        to=page(request, "group_detail", group_id),
    )


@require_POST
def group_lead(request: OrganisationRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """Name a lead, or no longer: `is_lead` is 1 or 0."""
    is_lead = request.POST.get("is_lead") == "1"
    return perform(
        request,
        lambda: services.set_group_lead(request.actor, group_id=group_id, membership_id=membership_id, is_lead=is_lead),
        done=_("Now lead of the group.") if is_lead else _("No longer lead."),
        to=page(request, "group_detail", group_id),
    )


def _tree(request: OrganisationRequest) -> dict[str, Any]:
    return {"nodes": selectors.list_groups(request.actor)}


def _people(request: OrganisationRequest, group_id: UUID) -> dict[str, Any]:
    return {
        "present": selectors.list_group_members(request.actor, group_id),
        "former": selectors.list_former_group_members(request.actor, group_id),
        "candidates": selectors.list_group_candidates(request.actor, group_id, search=request.GET.get("q", "")),
    }


def _chosen(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
