# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding, creating and settling channels."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.forms import ChannelForm, ChannelNameForm, ChannelUpdateForm
from ruche.modules.chat.selectors import get_channel, get_removed_channel
from ruche.modules.chat.services import (
    ChannelChanged,
    archive_channel,
    creatable_kinds,
    create_channel,
    remove_channel,
    reopen_channel,
    restore_channel,
    update_channel,
)
from ruche.modules.chat.views.frames import show_beside_channels
from ruche.modules.chat.views.settling import ChannelListPage, SettingsPage


@require_GET
def channel_list(request: OrganisationRequest) -> HttpResponse:
    """The open channels, or the archived or the removed ones."""
    page = ChannelListPage(request.actor, request.GET)
    return show_beside_channels(request, "chat/channel_list.html", page=page, can_create=bool(creatable_kinds(request.actor)))


@require_http_methods(["GET", "POST"])
def channel_create(request: OrganisationRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None, kinds=creatable_kinds(request.actor))
    if form.is_valid():
        try:
            channel = create_channel(request.actor, **form.settings)
            return redirect("chat:channel_detail", request.organisation.slug, channel.id)
        except InvalidInput as error:
            form.refuse(error)
    return show_beside_channels(request, "chat/channel_create.html", form=form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def channel_update(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    page = SettingsPage(get_channel(request.actor, channel_id))
    form, status = ChannelUpdateForm(page.channel, request.POST or None), 200
    if form.is_valid():
        try:
            update_channel(request.actor, channel_id=channel_id, **form.settings)
            return redirect("chat:channel_detail", request.organisation.slug, channel_id)
        except InvalidInput as error:
            form.refuse(error)
        except ChannelChanged as error:
            page.changed, status = error, error.status
            form.renew(error.channel)
    status = 422 if form.errors else status
    return show_beside_channels(request, "chat/channel_update.html", form=form, page=page, current=channel_id, status=status)


@require_POST
def archiving(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Into the archive, or out of it (`undo`)."""
    settle = reopen_channel if request.POST.get("undo") else archive_channel
    channel = settle(request.actor, channel_id=channel_id)
    sentence = _("“%(name)s” is archived: it can be read, not written in.") if channel.is_archived else _("“%(name)s” is open again.")
    messages.success(request, sentence % {"name": channel.name})
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)


@require_POST
def channel_removal(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Into the bin."""
    channel = remove_channel(request.actor, channel_id=channel_id)
    messages.success(request, _("“%(name)s” is removed. It can be restored from the list of removed channels.") % {"name": channel.name})
    return redirect(reverse("chat:channel_list", args=[request.organisation.slug]) + "?show=removed")


@require_POST
def restoration(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """Out of the bin, under another name when its own is taken by now."""
    name = request.POST.get("name")
    try:
        restore_channel(request.actor, channel_id=channel_id, name=name)
        return redirect("chat:channel_detail", request.organisation.slug, channel_id)
    except InvalidInput as error:
        channel = get_removed_channel(request.actor, channel_id)
        form = ChannelNameForm({"name": channel.name if name is None else name})
        form.refuse(error)
        return show_beside_channels(request, "chat/restoration.html", form=form, channel=channel, status=422)
