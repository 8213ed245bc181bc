# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a conversation shows. Everything is read when the template asks for it."""

import json
from collections.abc import Sequence
from functools import cached_property
from uuid import UUID, uuid4

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import MAX_BODY, Channel
from ruche.modules.chat.selectors import ChannelAccess, ChannelEntry, MessagePage, Sidebar, author_data, count_people, list_people
from ruche.modules.chat.selectors.sidebar import channel_icon, title_of
from ruche.modules.chat.signals import activity_topic, channel_topic, inbox_topic
from ruche.modules.chat.views.rows import Row, arrange, prototype

FACES = 3


class SidebarPage:
    """The sidebar, and the live topics that keep it right."""

    def __init__(self, actor: Actor, sidebar: Sidebar, current: UUID | None = None) -> None:
        self.actor, self.sidebar, self.current = actor, sidebar, current

    @cached_property
    def topics(self) -> str:
        """Guests hear of nothing but what they are in: they follow their open channels one by one."""
        topics = [inbox_topic(self.actor.membership.id)]
        if self.actor.can("chat.browse_channels"):
            topics.append(activity_topic(self.actor.organisation_id))
        else:
            topics += [channel_topic(entry.id) for entry in self.sidebar.channels if entry.kind in Channel.LISTED]
        return " ".join(topics)


class ConversationPage:
    """A channel, its messages, its people."""

    def __init__(self, access: ChannelAccess, sidebar: Sidebar, messages: MessagePage, zone: str) -> None:
        self.access, self.messages, self.zone = access, messages, zone
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
    def author(self) -> str:
        """Who writes here, as the messages say it (JSON)."""
        return json.dumps(author_data(self.actor.membership))

    @property
    def icon(self) -> str:
        return channel_icon(self.channel.kind)

    @property
    def topic(self) -> str:
        return channel_topic(self.channel.id)

    @cached_property
    def rows(self) -> list[Row]:
        return arrange(self.messages.messages, self.access, self.unread, self.zone)

    @property
    def prototype(self) -> Row:
        return prototype()

    @cached_property
    def unread(self) -> int:
        return self.entry.unread if self.entry else 0

    @cached_property
    def people(self) -> list[Membership]:
        return list_people(self.access)

    @cached_property
    def faces(self) -> list[Membership]:
        return list_people(self.access, limit=FACES)

    @cached_property
    def people_count(self) -> int:
        return count_people(self.access)
