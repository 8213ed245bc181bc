# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sidebar of chat, and what it is told live."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import BROWSE_CHANNELS, CREATE_DIRECT
from ruche.modules.chat.selectors import ChannelAccess, ChannelEntry, Order, Sidebar, list_channels
from ruche.modules.chat.selectors.sidebar import UNREAD
from ruche.modules.chat.signals import activity_topic, channel_topic, inbox_topic
from ruche.modules.chat.views.line_html import line_html

ORDER = "ruche_channel_order"
LABELS: dict[Order, Any] = {
    Order.NAME: _("Name"),
    Order.ACTIVITY: _("Latest"),
    Order.UNREAD: _("Unread"),
}


class OrderChoice(NamedTuple):
    value: str
    label: Any
    is_current: bool


class SidebarPage:
    """The sidebar, and the live topics that keep it right."""

    def __init__(self, actor: Actor, sidebar: Sidebar, current: UUID | None = None) -> None:
        self.actor, self.sidebar, self.current = actor, sidebar, current

    @cached_property
    def topics(self) -> str:
        """Guests hear of nothing but what they are in: they follow their open channels one by one."""
        topics = [inbox_topic(self.actor.membership.id)]
        if self.actor.can(BROWSE_CHANNELS):
            topics.append(activity_topic(self.actor.organisation_id))
        else:
            topics += [channel_topic(entry.id) for entry in self.sidebar.channels if entry.kind in Channel.LISTED]
        return " ".join(topics)

    @property
    def can_begin(self) -> bool:
        """Write to somebody; guests answer where they are."""
        return self.actor.can(CREATE_DIRECT)

    @property
    def channels(self) -> SafeString:
        return self._lines(self.sidebar.channels)

    @property
    def directs(self) -> SafeString:
        return self._lines(self.sidebar.directs)

    def _lines(self, entries: Sequence[ChannelEntry]) -> SafeString:
        slug = self.actor.organisation.slug
        return SafeString("".join(line_html(entry, slug, self.current) for entry in entries))

    @property
    def orders(self) -> Sequence[OrderChoice]:
        return [OrderChoice(value, label, value == self.sidebar.order) for value, label in LABELS.items()]


class OpenChannel(NamedTuple):
    """How the channel that a page shows stands now: `state` is open, visited (open to read, and not in it), archived or gone."""

    state: str
    title: str = ""
    topic: str = ""


def read_sidebar(request: OrganisationRequest, *, asked: UUID | None = None) -> Sidebar:
    """The channels of the person, in the order they chose on this browser."""
    sidebar = list_channels(request.actor, asked=asked, order=order_in(request.COOKIES.get(ORDER)))
    request.actor.known[UNREAD] = sidebar.unread
    return sidebar


def order_in(text: str | None) -> Order:
    return Order(text) if text in set(Order) else Order.NAME


def stand_of(access: ChannelAccess | None) -> OpenChannel:
    if access is None:
        return OpenChannel("gone")
    channel = access.channel
    state = "archived" if channel.is_archived else "open" if access.is_member else "visited"
    return OpenChannel(state, channel.name, channel.topic)
