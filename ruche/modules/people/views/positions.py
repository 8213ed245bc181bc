# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.access.audiences import Act, allows
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import perform
from ruche.modules.people import services
from ruche.modules.people.forms import HolderForm, PositionForm
from ruche.modules.people.selectors import can_open_positions, count_positions, get_position, list_people, list_positions

_OFFERED = 8


@require_GET
def position_list(request: OrganisationRequest) -> HttpResponse:
    """The posts of the organisation; `vacant` leaves those that nobody holds."""
    is_vacant = bool(request.GET.get("vacant"))
    page = list_positions(request.actor, is_vacant=is_vacant, after=request.GET.get("after") or None)
    context = {"page": page, "count": count_positions(request.actor, is_vacant=is_vacant), "is_vacant": is_vacant}
    context["can_open"] = can_open_positions(request.actor)
    return render(request, "people/position_list.html", context)


@require_http_methods(["GET", "POST"])
def position_creation(request: OrganisationRequest) -> HttpResponse:
    if not can_open_positions(request.actor):
        raise PermissionRefused()
    form = PositionForm(request.actor, request.POST or None, initial={"group_id": request.GET.get("group", "")})
    position = submit(request, form, lambda values: services.open_position(request.actor, **values))
    if position:
        return redirect("people:position_detail", request.organisation.slug, position.pk)
    back_url = reverse("people:position_list", args=[request.organisation.slug])
    return render(request, "people/position_creation.html", {"form": form, "back_url": back_url}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def position_detail(request: OrganisationRequest, position_id: UUID) -> HttpResponse:
    """A post; for who may, its form and who could hold it."""
    actor = request.actor
    position = get_position(actor, position_id)
    form = PositionForm.of(actor, position, request.POST or None) if allows(actor, position, Act.EDIT) else None
    if form is None and request.method == "POST":
        raise PermissionRefused()
    if form and submit(request, form, lambda values: services.update_position(actor, position_id=position_id, **values)):
        return redirect("people:position_detail", request.organisation.slug, position_id)
    context = {
        "position": position,
        "form": form,
        "can_manage": allows(actor, position, Act.MANAGE),
        "back_url": reverse("people:position_list", args=[request.organisation.slug]),
    }
    return render(request, "people/position_detail.html", context, status=status_of(form) if form else 200)


@require_GET
def position_candidates(request: OrganisationRequest, position_id: UUID) -> HttpResponse:
    """People who could hold the post, for the words in `q`."""
    position = get_position(request.actor, position_id)
    search = request.GET.get("q", "")
    people = list_people(request.actor, search=search, limit=_OFFERED).results if search.strip() else []
    return render(request, "people/_candidates.html", {"position": position, "people": people, "search": search})


@require_POST
def position_holder(request: OrganisationRequest, position_id: UUID) -> HttpResponse:
    """Give the post to somebody, or make it vacant."""
    form = HolderForm(request.POST)
    if not form.is_valid():
        raise InvalidInput()
    return perform(
        request,
        lambda: services.fill_position(request.actor, position_id=position_id, **form.cleaned_data),
        done=_("Saved."),
        to=reverse("people:position_detail", args=[request.organisation.slug, position_id]),
    )


@require_POST
def position_deletion(request: OrganisationRequest, position_id: UUID) -> HttpResponse:
    return perform(
        request,
        lambda: services.delete_position(request.actor, position_id=position_id),
        done=_("The post is closed."),
        to=reverse("people:position_list", args=[request.organisation.slug]),
    )
