# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits to be read: the sidebar, unread conversations, mentions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.selectors import find_channel, list_mentions, list_unread
from ruche.modules.chat.services import mark_all_read
from ruche.modules.chat.views.frames import show_beside_channels
from ruche.modules.chat.views.side import ORDER, SidebarPage, order_in, read_sidebar, stand_of

YEAR = 31_536_000  # seconds
SHOWN = 5  # conversations on the home page, as in widgets.py


@require_GET
def sidebar(request: OrganisationRequest) -> HttpResponse:
    """The list of channels, read anew by an open page, and how the channel of that page stands."""
    current = id_in(request.GET.get("current"))
    side = SidebarPage(request.actor, read_sidebar(request, asked=current), current)
    now = stand_of(find_channel(request.actor, current)) if current else None
    return render(request, "chat/_sidebar.html", {"side": side, "now": now})


@require_POST
def sidebar_order(request: OrganisationRequest) -> HttpResponse:
    """Kept on this browser, for this organisation."""
    response = redirect("chat:home", request.organisation.slug)
    path = request.path.rpartition("sidebar/")[0]
    value = order_in(request.POST.get("order"))
    response.set_cookie(ORDER, value, max_age=YEAR, path=path, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
def unread(request: OrganisationRequest) -> HttpResponse:
    """Every conversation with something new; or what the home page shows of them, read anew."""
    found = read_sidebar(request)
    if request.GET.get("part") == "home":
        previews = list_unread(found, limit=SHOWN, calls_come_first=True)
        return render(request, "chat/_unread_widget.html", {"previews": previews, "unread": found.unread})
    return show_beside_channels(request, "chat/unread.html", sidebar=found, previews=list_unread(found))


@require_POST
def reading(request: OrganisationRequest) -> HttpResponse:
    """Everything was read."""
    mark_all_read(request.actor)
    messages.success(request, _("Everything is marked as read."))
    return redirect("chat:unread", request.organisation.slug)


@require_GET
def mentions(request: OrganisationRequest) -> HttpResponse:
    """Messages that call the person, or everybody, the newest first."""
    found = list_mentions(request.actor, before=id_in(request.GET.get("before")))
    return show_beside_channels(request, "chat/mentions.html", found=found, is_first="before" not in request.GET)


def id_in(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
