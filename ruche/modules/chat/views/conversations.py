# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading and writing in a channel."""

from typing import Any
from uuid import UUID

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
    get_message_at,
)
from ruche.modules.chat.services import mark_read, post_message
from ruche.modules.chat.views.details import DetailsPage
from ruche.modules.chat.views.frames import show_beside_channels
from ruche.modules.chat.views.history import position_in, read_messages
from ruche.modules.chat.views.pages import ConversationPage
from ruche.modules.chat.views.side import read_sidebar

LAST = "ruche_channel"
# Rows of a page that opens; what lies further comes while one scrolls.
FIRST = 30
# Of the panel, read anew while somebody types a name.
PARTS = {"addable": "chat/_addable.html", "here": "chat/_people_here.html"}


@require_GET
def home(request: OrganisationRequest) -> HttpResponse:
    """The last channel one looked at. A phone shows the list of channels first."""
    sidebar = read_sidebar(request)
    access = _last_visited(request, sidebar)
    if access is None:
        return show_beside_channels(request, "chat/empty.html", sidebar=sidebar)
    return _show(request, access, sidebar, is_list=True)


@require_GET
def channel_detail(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    access = get_channel(request.actor, channel_id)
    if part := PARTS.get(request.GET.get("part", "")):
        return render(request, part, {"details": _details(request, access)})
    return _remember(request, channel_id, _show(request, access, read_sidebar(request, asked=channel_id)))


@require_GET
def message_detail(request: OrganisationRequest, channel_id: UUID, position: int) -> HttpResponse:
    """Where a link to a message leads: the channel, opened around it."""
    access = get_channel(request.actor, channel_id)
    target = get_message_at(access, position).message.position
    return _remember(request, channel_id, _show(request, access, read_sidebar(request, asked=channel_id), target=target))


@require_POST
def message_create(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """The composer without script."""
    check_limit("message", request.actor.user.pk)
    body = request.POST.get("body", "")
    try:
        posted = post_message(request.actor, channel_id=channel_id, client_id=_client_id(request), body=body)
    except InvalidInput as error:
        access = get_channel(request.actor, channel_id)
        return _show(request, access, read_sidebar(request, asked=channel_id), draft=body, error=str(error), status=422)
    mark_read(request.actor, channel_id=channel_id, position=posted.message.position)
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)


@require_POST
def read_position(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """“Mark as read” without script."""
    mark_read(request.actor, channel_id=channel_id, position=position_in(request.POST, "position") or 0)
    return redirect("chat:channel_detail", request.organisation.slug, channel_id)


def _show(request: OrganisationRequest, access: ChannelAccess, sidebar: Sidebar, *, status: int = 200, **more: Any) -> HttpResponse:
    target = more.get("target", 0)
    page = ConversationPage(access, sidebar, read_messages(request, access, FIRST, target), Shell(request).time_zone, target=target)
    page.draft, page.error = more.get("draft", ""), more.get("error", "")
    context = {"page": page, "side": page.side, "is_list": more.get("is_list", False), "panel": request.GET.get("panel")}
    context["keys"] = "chat/_keys.html"
    context["details"] = _details(request, access)
    return render(request, "chat/channel_detail.html", context, status=status)


def _details(request: OrganisationRequest, access: ChannelAccess) -> DetailsPage:
    return DetailsPage(access, words=request.GET.get("q", ""), added=request.GET.get("add", ""))


def _remember(request: OrganisationRequest, channel_id: UUID, response: HttpResponse) -> HttpResponse:
    """Chat begins where it was left."""
    path = request.path.partition("/c/")[0]
    response.set_cookie(LAST, str(channel_id), max_age=30_000_000, path=path, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _last_visited(request: OrganisationRequest, sidebar: Sidebar) -> ChannelAccess | None:
    visited = _uuid(request.COOKIES.get(LAST))
    first = sidebar.first
    return (find_channel(request.actor, visited) if visited else None) or (get_channel(request.actor, first.id) if first else None)


def _client_id(request: OrganisationRequest) -> UUID:
    """What makes sending twice one message: without it nothing is sent, and the form comes back with one."""
    client_id = _uuid(request.POST.get("client_id"))
    if client_id is None:
        raise InvalidInput()
    return client_id


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
