# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a conversation shows. Everything is read when the template asks for it."""

import json
from collections.abc import Sequence
from functools import cached_property
from uuid import UUID, uuid4

from django.utils.safestring import SafeString

from ruche.kernel.organisations.models import Membership
from ruche.kernel.ui.navigation import find_person_url
from ruche.modules.chat.models import MAX_BODY
from ruche.modules.chat.selectors import (
    ChannelAccess,
    ChannelEntry,
    MessagePage,
    Sidebar,
    author_data,
    list_people,
    list_pins,
)
from ruche.modules.chat.selectors.header import ChannelHeader, read_header
from ruche.modules.chat.selectors.sidebar import channel_icon, title_of
from ruche.modules.chat.signals import channel_topic
from ruche.modules.chat.views.row_html import rows_html
from ruche.modules.chat.views.rows import Row, arrange, prototype
from ruche.modules.chat.views.side import OpenChannel, SidebarPage, stand_of

NOBODY = UUID(int=0)  # the page puts somebody's id in its place


class ConversationPage:
    """A channel, its messages, its people. `target`: the position of the message that a link leads to."""

    def __init__(self, access: ChannelAccess, sidebar: Sidebar, messages: MessagePage, zone: str, *, target: int = 0) -> None:
        self.access, self.messages, self.zone, self.target = access, messages, zone, target
        self.channel, self.actor = access.channel, access.actor
        self.side = SidebarPage(access.actor, sidebar, access.channel.id)
        self.client_id = uuid4()
        self.max_body = MAX_BODY
        self.draft = ""
        self.error = ""

    @cached_property
    def entry(self) -> ChannelEntry | None:
        return self.side.sidebar.find(self.channel.id)

    @cached_property
    def partners(self) -> Sequence[Membership]:
        """The other people of an unnamed channel."""
        if self.channel.is_named:
            return ()
        if self.entry:
            return self.entry.partners
        return [person for person in self.people if person.id != self.actor.membership.id]

    @property
    def title(self) -> str:
        return title_of(self.channel.name, self.partners)

    @property
    def person_url(self) -> str:
        """Where people's pages are: the address of nobody's; "" for who may not open them."""
        return find_person_url(self.actor, NOBODY)

    @property
    def author(self) -> str:
        """Who writes here, as the messages say it (JSON)."""
        return json.dumps(author_data(self.actor.membership))

    @property
    def icon(self) -> str:
        return channel_icon(self.channel.kind)

    @property
    def stand(self) -> OpenChannel:
        return stand_of(self.access)

    @property
    def topic(self) -> str:
        return channel_topic(self.channel.id)

    @property
    def rows(self) -> SafeString:
        return rows_html(arrange(self.messages, self.access, self.unread, self.zone, target=self.target))

    @property
    def prototype(self) -> SafeString:
        return rows_html([prototype(self.actor.membership)])

    @property
    def is_cut_short(self) -> bool:
        """Something was said before that the reader does not see."""
        return self.access.visible_from > 1

    @property
    def first(self) -> int:
        return self.messages.messages[0].position if self.messages.messages else 0

    @property
    def last(self) -> int:
        return self.messages.messages[-1].position if self.messages.messages else self.channel.last_position

    @property
    def own_acts(self) -> str:
        """What the reader may do with messages of their own, besides copying."""
        acts = {"edit": self.access.can_post, "delete": not self.channel.is_archived, "versions": True}
        return " ".join([*(act for act, may in acts.items() if may), self.acts])

    @property
    def acts(self) -> str:
        """What the reader may do with messages of others."""
        may_delete = self.access.can_moderate and not self.channel.is_archived
        acts = {"delete": may_delete, "versions": self.access.can_moderate, "pin": self.access.can_pin, "unread": self.access.is_member}
        acts["person"] = bool(self.person_url)
        return " ".join(act for act, may in acts.items() if may)

    @cached_property
    def pinned_rows(self) -> list[Row]:
        pins = MessagePage(list_pins(self.access), has_earlier=False, has_later=False)
        return arrange(pins, self.access, 0, self.zone)

    @cached_property
    def header(self) -> ChannelHeader:
        return read_header(self.access)

    @cached_property
    def unread(self) -> int:
        return self.entry.unread if self.entry else 0

    @cached_property
    def people(self) -> list[Membership]:
        return list_people(self.access)
