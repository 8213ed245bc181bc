# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding, creating and settling channels."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.forms import ChannelDetailsForm, ChannelForm
from ruche.modules.chat.selectors import get_channel, list_open_channels
from ruche.modules.chat.services import archive_channel, creatable_kinds, create_channel, reopen_channel, update_channel
from ruche.modules.chat.views.frames import show_beside_channels


@require_GET
def channel_list(request: OrganisationRequest) -> HttpResponse:
    """The open channels, by name."""
    words = request.GET.get("q", "")[:80]
    found = list_open_channels(request.actor, words=words, after=request.GET.get("after", "")[:200])
    can_create = bool(creatable_kinds(request.actor))
    return show_beside_channels(request, "chat/channel_list.html", words=words, found=found, can_create=can_create)


@require_http_methods(["GET", "POST"])
def channel_create(request: OrganisationRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None, kinds=creatable_kinds(request.actor))
    if form.is_valid():
        try:
            channel = create_channel(request.actor, **form.cleaned_data)
            return redirect("chat:channel_detail", request.organisation.slug, channel.id)
        except InvalidInput as error:
            form.refuse(error)
    return show_beside_channels(request, "chat/channel_create.html", form=form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def channel_update(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    access = get_channel(request.actor, channel_id)
    form = ChannelDetailsForm(request.POST or None, initial={"name": access.channel.name, "topic": access.channel.topic})
    if form.is_valid():
        try:
            update_channel(request.actor, channel_id=channel_id, **form.cleaned_data)
            return redirect("chat:channel_detail", request.organisation.slug, channel_id)
        except InvalidInput as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return show_beside_channels(request, "chat/channel_update.html", form=form, access=access, current=channel_id, status=status)


@require_POST
def archiving(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Into the archive, or out of it (`undo`)."""
    settle = reopen_channel if request.POST.get("undo") else archive_channel
    channel = settle(request.actor, channel_id=channel_id)
    sentence = _("“%(name)s” is archived: it can be read, not written in.") if channel.is_archived else _("“%(name)s” is open again.")
    messages.success(request, sentence % {"name": channel.name})
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)
