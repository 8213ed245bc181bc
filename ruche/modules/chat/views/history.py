# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of a conversation, for a page that is open: further messages, pinned ones."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.ui.shell import Shell
from ruche.modules.chat.selectors import ChannelAccess, MessagePage, Sidebar, get_channel, list_messages
from ruche.modules.chat.views.pages import ConversationPage

MORE = 50


@require_GET
def message_list(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """The rows before, after or around a position; without one, the newest."""
    access = get_channel(request.actor, channel_id)
    page = ConversationPage(access, Sidebar([], []), read_messages(request, access, MORE), Shell(request).time_zone)
    return render(request, "chat/_rows.html", {"page": page})


@require_GET
def pin_list(request: OrganisationRequest, channel_id: UUID) -> HttpResponse:
    """What is pinned, read anew by an open page."""
    access = get_channel(request.actor, channel_id)
    page = ConversationPage(access, Sidebar([], []), MessagePage([], has_earlier=False, has_later=False), Shell(request).time_zone)
    return render(request, "chat/_pins.html", {"page": page})


def read_messages(request: OrganisationRequest, access: ChannelAccess, limit: int, target: int = 0) -> MessagePage:
    """The part of the history that the address asks for: `before`, `after` or `around` a position."""
    around = target or position_in(request.GET, "around")
    if around is not None:
        return list_messages(access, around=around, limit=limit)
    if (before := position_in(request.GET, "before")) is not None:
        return list_messages(access, before=before, limit=limit)
    return list_messages(access, after=position_in(request.GET, "after"), limit=limit)


def position_in(asked: QueryDict, name: str) -> int | None:
    """A position; nonsense is none."""
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
