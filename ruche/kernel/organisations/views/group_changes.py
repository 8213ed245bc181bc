# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changes the tree: a page that says what would follow, then the act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.errors import DomainError, NotFound, PermissionRefused
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.groups import MANAGE, DeletionForm, MoveForm
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import page, perform


@require_http_methods(["GET", "POST"])
def group_move(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """Choose where to (GET; `parent_id` is the choice, and shows what would change), then move (POST)."""
    if not request.actor.can_somewhere(MANAGE):
        raise PermissionRefused()
    group = selectors.get_group(group_id)
    request.actor.require(MANAGE, group.parent)
    if request.method == "POST":
        return _move(request, group)
    return _preview(request, group, request.GET.get("parent_id"))


@require_http_methods(["GET", "POST"])
def group_deletion(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    """What the group has, and who gets it."""
    if not request.actor.can_somewhere(MANAGE):
        raise PermissionRefused()
    preview = selectors.preview_deletion(request.actor, group_id)
    form = DeletionForm(request.actor, preview.group, request.POST if request.method == "POST" else None)
    if submit(request, form, lambda values: services.delete_group(request.actor, group_id=group_id, **values)):
        return redirect(f"{page(request, 'group_list')}?deleted={group_id}")
    context = {"preview": preview, "group": preview.group, "form": form}
    return render(request, "organisations/group_deletion.html", context, status=status_of(form))


@require_POST
def group_restoration(request: OrganisationRequest, group_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.restore_group(request.actor, group_id=group_id),
        done=_("Restored."),
        to=page(request, "group_detail", group_id),
    )


def _move(request: OrganisationRequest, group: Group) -> HttpResponse:
    """A refusal (a circle, somebody was faster) is said on the page, with what is true now."""
    form = MoveForm(request.actor, group, request.POST)
    if submit(request, form, lambda values: services.move_group(request.actor, group_id=group.pk, **values)):
        messages.success(request, _("Moved."))
        return redirect("organisations:group_detail", request.organisation.slug, group.pk)
    form.data = {**form.data, "parent_id": request.POST.get("parent_id", ""), "version": selectors.get_group(group.pk).version}
    return _render(request, group, form, None, status=422)


def _preview(request: OrganisationRequest, group: Group, chosen: str | None) -> HttpResponse:
    parent_id = _identifier(chosen)
    form, preview = MoveForm.of(request.actor, group, parent_id if chosen is not None else group.parent_id), None
    if chosen is not None and parent_id != group.parent_id:
        try:
            preview = selectors.preview_move(request.actor, group_id=group.pk, parent_id=parent_id)
        except (NotFound, PermissionRefused):
            raise
        except DomainError as error:
            return _render(request, group, form, None, refusal=str(error))
    return _render(request, group, form, preview)


def _render(
    request: OrganisationRequest, group: Group, form: MoveForm, preview: Any, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    template = "organisations/_group_move.html" if request.headers.get("HX-Request") else "organisations/group_move.html"
    context = {"group": group, "form": form, "preview": preview, "refusal": refusal, "is_alone": not request.headers.get("HX-Request")}
    return render(request, template, context, status=status)


def _identifier(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
