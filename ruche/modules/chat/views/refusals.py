# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of chat that says no keeps the list of channels, gives back what was being written, and offers to restore what was removed."""

from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError, NotFound
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import get_removed_channel
from ruche.modules.chat.views.side import SidebarPage, read_sidebar

HEADINGS = {
    "no_longer_in_channel": _("You are no longer in this channel"),
    "channel_removed": _("This channel was removed"),
}


def surroundings(request: HttpRequest, error: DomainError) -> dict[str, Any]:
    """What the page of a refusal shows besides it."""
    within = cast(OrganisationRequest, request)
    channel_id = request.resolver_match.kwargs.get("channel_id") if request.resolver_match else None
    return {
        "layout": "chat/_refused.html",
        "remedy": "chat/_remedy.html",
        "side": SidebarPage(within.actor, read_sidebar(within)),
        "heading": HEADINGS.get(error.code, ""),
        "lost": channel_id,
        "removed": _removed(within, channel_id) if channel_id and isinstance(error, NotFound) else None,
    }


def _removed(request: OrganisationRequest, channel_id: UUID) -> Channel | None:
    """The channel in the bin, for whoever may restore it."""
    with suppress(NotFound):
        return get_removed_channel(request.actor, channel_id)
    return None
