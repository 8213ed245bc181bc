# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming into channels, bringing others, going out; and writing to somebody directly."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.permissions import CREATE_DIRECT
from ruche.modules.chat.selectors import get_channel, list_chosen, list_contacts
from ruche.modules.chat.services import add_people, create_direct, extend_conversation, join_channel, leave_channel, remove_person
from ruche.modules.chat.views.frames import show_beside_channels


@require_POST
def membership(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Join."""
    join_channel(request.actor, channel_id=channel_id)
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)


@require_POST
def departure(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Leave."""
    leave_channel(request.actor, channel_id=channel_id)
    return redirect("chat:home", request.organisation.slug)


@require_POST
def people(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Bring people in: into a channel, or into a new conversation with those of this one."""
    chosen = _ids(request.POST.getlist("people"))
    if get_channel(request.actor, channel_id).channel.is_named:
        add_people(request.actor, channel_id=channel_id, membership_ids=chosen)
        return _panel(request, channel_id)
    opened = extend_conversation(request.actor, channel_id=channel_id, membership_ids=chosen)
    began = _("A conversation of all of you begins here. What was said before stays in the former one.")
    messages.success(request, began if opened.is_new else _("The conversation of all of you was there already: here it is."))
    return redirect("chat:channel_detail", request.organisation.slug, opened.channel.id)


@require_POST
def removal(request: OrganisationRequest, channel_id: UUID, membership_id: UUID) -> HttpResponse:
    """Take somebody out."""
    remove_person(request.actor, channel_id=channel_id, membership_id=membership_id)
    return _panel(request, channel_id)


@require_http_methods(["GET", "POST"])
def direct_create(request: OrganisationRequest) -> HttpResponse:
    """Choose one to seven people to talk to."""
    error = ""
    if request.method == "POST":
        try:
            channel = create_direct(request.actor, membership_ids=_ids(request.POST.getlist("people")))
            return redirect("chat:channel_detail", request.organisation.slug, channel.id)
        except InvalidInput as refusal:
            error = str(refusal.fields["people"][0])
    context = _candidates(request)
    if "HX-Request" in request.headers:
        return render(request, "chat/_found_people.html", context)
    return show_beside_channels(request, "chat/direct_create.html", error=error, **context, status=422 if error else 200)


def _candidates(request: OrganisationRequest) -> dict[str, Any]:
    """People whose name holds the words, those already chosen first; nobody for who may not write to them."""
    if not request.actor.can(CREATE_DIRECT):
        return {"is_refused": True}
    words = request.GET.get("q", "")[:80]
    chosen = list_chosen(request.actor, _ids(request.POST.getlist("people") or request.GET.getlist("people")))
    people = [one for one in list_contacts(request.actor, words=words) if one not in chosen]
    return {"words": words, "chosen": chosen, "people": people}


def _panel(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    return redirect(reverse("chat:channel_detail", args=[request.organisation.slug, channel_id]) + "?panel=people")


def _ids(texts: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        return []
