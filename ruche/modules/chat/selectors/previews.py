# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last word of each conversation that waits to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors.excerpts import excerpt
from ruche.modules.chat.selectors.messages import with_people
from ruche.modules.chat.selectors.sidebar import ChannelEntry, Sidebar


@dataclass(frozen=True)
class Preview:
    """A channel and its newest message."""

    entry: ChannelEntry
    message: Message | None

    @property
    def excerpt(self) -> str:
        """Nothing of a deleted message."""
        return excerpt(self.message) if self.message and not self.message.deleted_at else ""


def list_unread(sidebar: Sidebar, *, limit: int = 50, calls_come_first: bool = False) -> Sequence[Preview]:
    """The conversations with something unread, the latest first (two queries, none when all is read).

    `calls_come_first`: before them what is meant for oneself, a mention or a direct message.
    """
    waiting = [entry for entry in sidebar.all if entry.unread and entry.last_posted_at]
    waiting.sort(key=lambda entry: (calls_come_first and _calls(entry), entry.last_posted_at), reverse=True)
    waiting = waiting[:limit]
    if not waiting:
        return []
    newest = reduce(or_, (Q(channel=entry.id, position=entry.last_position) for entry in waiting))
    messages = {message.channel_id: message for message in with_people(list(Message.objects.filter(newest)))}
    return [Preview(entry, messages.get(entry.id)) for entry in waiting]


def _calls(entry: ChannelEntry) -> bool:
    return entry.is_direct or entry.mentions > 0
