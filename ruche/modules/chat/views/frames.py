# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.selectors import Sidebar
from ruche.modules.chat.views.side import SidebarPage, read_sidebar


def show_beside_channels(
    request: OrganisationRequest,
    template: str,
    *,
    sidebar: Sidebar | None = None,
    current: UUID | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of chat that is no conversation: beside the list of channels, from a phone one step below it."""
    side = SidebarPage(request.actor, sidebar or read_sidebar(request), current)
    back_url = reverse("chat:home", args=[request.organisation.slug])
    return render(request, template, {"side": side, "back_url": back_url, **context}, status=status)
