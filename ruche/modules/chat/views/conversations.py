# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading and writing in a channel."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.security.limits import check_limit
from ruche.kernel.ui.shell import Shell
from ruche.modules.chat.selectors import (
    ChannelAccess,
    Sidebar,
    find_channel,
    get_channel,
    list_addable,
    list_channels,
    list_messages,
    list_unread,
)
from ruche.modules.chat.services import mark_read, post_message
from ruche.modules.chat.views.frames import show_beside_channels
from ruche.modules.chat.views.pages import ConversationPage, SidebarPage

LAST = "ruche_channel"


@require_GET
def home(request: OrganisationRequest) -> HttpResponse:
    """The last channel one looked at. A phone shows the list of channels first."""
    sidebar = list_channels(request.actor)
    access = _last_visited(request, sidebar)
    if access is None:
        return show_beside_channels(request, "chat/empty.html", sidebar=sidebar)
    return _show(request, access, sidebar, is_list=True)


@require_GET
def channel_detail(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    response = _show(request, get_channel(request.actor, channel_id), list_channels(request.actor))
    path = request.path.partition("/c/")[0]
    response.set_cookie(LAST, str(channel_id), max_age=30_000_000, path=path, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
def message_list(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """The rows before a position, for the top of a page that is scrolled back; or the newest."""
    access = get_channel(request.actor, channel_id)
    messages = list_messages(access, before=_position(request.GET.get("before")))
    page = ConversationPage(access, Sidebar([], []), messages, Shell(request).time_zone)
    return render(request, "chat/_rows.html", {"page": page})


@require_POST
def message_create(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """The composer without script."""
    check_limit("message", request.actor.user.pk)
    body = request.POST.get("body", "")
    try:
        posted = post_message(request.actor, channel_id=channel_id, client_id=_client_id(request), body=body)
    except InvalidInput as error:
        access = get_channel(request.actor, channel_id)
        return _show(request, access, list_channels(request.actor), draft=body, error=str(error), status=422)
    mark_read(request.actor, channel_id=channel_id, position=posted.message.position)
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)


@require_POST
def read_position(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """“Mark as read” without script."""
    mark_read(request.actor, channel_id=channel_id, position=_position(request.POST.get("position")) or 0)
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)


@require_GET
def unread(request: OrganisationRequest) -> HttpResponse:
    """Every conversation with something new."""
    sidebar = list_channels(request.actor)
    return show_beside_channels(request, "chat/unread.html", sidebar=sidebar, previews=list_unread(sidebar))


@require_GET
def sidebar(request: OrganisationRequest) -> HttpResponse:
    """The list of channels, read anew by an open page."""
    current = _uuid(request.GET.get("current"))
    return render(request, "chat/_sidebar.html", {"side": SidebarPage(request.actor, list_channels(request.actor), current)})


def _show(request: OrganisationRequest, access: ChannelAccess, sidebar: Sidebar, *, status: int = 200, **more: Any) -> HttpResponse:
    before = _position(request.GET.get("before"))
    page = ConversationPage(access, sidebar, list_messages(access, before=before), Shell(request).time_zone)
    page.draft, page.error = more.get("draft", ""), more.get("error", "")
    context = {"page": page, "side": page.side, "is_list": more.get("is_list", False), "panel": request.GET.get("panel")}
    if context["panel"] == "people" and access.can_add:
        context |= {"words": request.GET.get("q", ""), "addable": list_addable(access, words=request.GET.get("q", ""))}
    return render(request, "chat/channel_detail.html", context, status=status)


def _last_visited(request: OrganisationRequest, sidebar: Sidebar) -> ChannelAccess | None:
    visited = _uuid(request.COOKIES.get(LAST))
    first = next(iter(sidebar.all), None)
    return (find_channel(request.actor, visited) if visited else None) or (get_channel(request.actor, first.id) if first else None)


def _client_id(request: OrganisationRequest) -> UUID:
    return _uuid(request.POST.get("client_id")) or uuid4()


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _position(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
