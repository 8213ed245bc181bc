# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of groups, and one group beside it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.errors import PermissionRefused
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.groups import MANAGE, GroupForm, NewGroupForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.group_rows import GroupFilter, group_rows, narrowed
from ruche.kernel.organisations.views.performing import page, perform


@require_GET
def group_list(request: OrganisationRequest) -> HttpResponse:
    """The tree, also as it was on the day `on`; `deleted` names the group that was just put into the bin."""
    _require_somewhere(request)
    on = _day(request.GET.get("on", ""))
    deleted = selectors.find_deleted_group(request.actor, request.GET.get("deleted", ""))
    context = {**_tree(request, on=on), "deleted": deleted, "on": on}
    return render(request, "organisations/group_list.html", context)


@require_http_methods(["GET", "POST"])
def group_creation(request: OrganisationRequest) -> HttpResponse:
    _require_somewhere(request)
    form = NewGroupForm(request.actor, request.POST or None, initial={"parent_id": request.GET.get("inside", "")})
    group = submit(request, form, lambda values: services.create_group(request.actor, **values))
    if group:
        return redirect("organisations:group_detail", request.organisation.slug, group.pk)
    return render(request, "organisations/group_creation.html", {**_tree(request), "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def group_detail(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """The tree, and one group beside it: what it is, who is in it, who is in charge."""
    group = selectors.get_group(group_id)
    if not request.actor.can("organisation.manage_group_people", group):
        request.actor.require(MANAGE, group)
    form = GroupForm.of(request.actor, group, request.POST or None)
    place = group.parent_id
    if submit(request, form, lambda values: services.update_group(request.actor, group_id=group_id, parent_id=place, **values)):
        return redirect("organisations:group_detail", request.organisation.slug, group_id)
    context = {**_tree(request, group_id), **_people(request, group_id), "form": form}
    return render(request, "organisations/group_detail.html", context, status=status_of(form))


@require_GET
def group_history(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """Where the group was, what it was called, who was in it and in which post."""
    history = selectors.group_history(request.actor, group_id)
    return render(request, "organisations/group_history.html", {**_tree(request, group_id), "history": history})


@require_GET
def person_groups(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """Which groups somebody was in, from when to when and in which post."""
    history = selectors.person_history(request.actor, membership_id)
    return render(request, "organisations/person_groups.html", {"history": history})


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
def group_post(request: OrganisationRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """Name somebody head or deputy, or neither: `post` is head, deputy or nothing."""
    post = request.POST.get("post", "")
    words = {"head": _("Now head of the group."), "deputy": _("Now deputy of the group.")}
    return perform(
        request,
        lambda: services.set_group_head(request.actor, group_id=group_id, membership_id=membership_id, post=post),
        done=words.get(post, _("No longer in charge of the group.")),
        to=page(request, "group_detail", group_id),
    )


def _require_somewhere(request: OrganisationRequest) -> None:
    if not request.actor.can_somewhere(MANAGE):
        raise PermissionRefused()


def _tree(request: OrganisationRequest, group_id: UUID | None = None, *, on: date | None = None) -> dict[str, Any]:
    nodes = selectors.list_tree(request.actor, on=on)
    node = selectors.find_node(nodes, group_id) if group_id else None
    asked = GroupFilter() if group_id else GroupFilter(request.GET.get("q", ""), request.GET.get("kind", ""))
    rows = narrowed(group_rows(request.actor, nodes), asked)
    return {
        "rows": rows,
        "is_any_shown": any(one.is_shown for one in rows),
        "filters": asked,
        "today": on or timezone.localdate(),
        "may_top": request.actor.can(MANAGE),
        "node": node,
        "row": next((one for one in rows if one.node is node), None),
    }


def _people(request: OrganisationRequest, group_id: UUID) -> dict[str, Any]:
    search = request.GET.get("q", "")
    may = request.actor.can("organisation.manage_group_people", selectors.get_group(group_id))
    return {
        "present": selectors.list_group_members(request.actor, group_id),
        "candidates": selectors.list_group_candidates(request.actor, group_id, search=search) if may else [],
        "may_bring": may,
    }


def _chosen(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
