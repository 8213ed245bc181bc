# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of channels and a channel's settings show."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ruche.kernel.access.actor import Actor
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import BROWSE_CHANNELS
from ruche.modules.chat.selectors import (
    ChannelAccess,
    ChannelPage,
    Right,
    count_messages,
    count_people,
    list_archived,
    list_open_channels,
    list_removed,
    list_rights,
)
from ruche.modules.chat.services import ChannelChanged


class ChannelListPage:
    """`show`: open, archived or removed."""

    def __init__(self, actor: Actor, asked: Mapping[str, str]) -> None:
        self.actor = actor
        self.words, self.after = asked.get("q", "")[:80], asked.get("after", "")[:200]
        self.show = asked.get("show", "") if asked.get("show") in ("archived", "removed") else "open"

    @property
    def can_browse(self) -> bool:
        return self.actor.can(BROWSE_CHANNELS)

    @cached_property
    def found(self) -> ChannelPage:
        return list_open_channels(self.actor, words=self.words, after=self.after)

    @cached_property
    def archived(self) -> Sequence[Channel]:
        return list_archived(self.actor, words=self.words)

    @cached_property
    def removed(self) -> Sequence[Channel]:
        return list_removed(self.actor, words=self.words)

    @cached_property
    def has_removed(self) -> bool:
        """Who may restore nothing does not hear that something was removed."""
        return self.show == "removed" or bool(list_removed(self.actor))


class SettingsPage:
    """`changed`: what somebody else saved meanwhile."""

    changed: ChannelChanged | None = None

    def __init__(self, access: ChannelAccess) -> None:
        self.access, self.channel = access, access.channel

    @cached_property
    def rights(self) -> Sequence[Right]:
        return list_rights(self.channel)

    @cached_property
    def messages(self) -> int:
        return count_messages(self.access)

    @cached_property
    def people(self) -> int:
        return count_people(self.access)

    @property
    def title(self) -> Any:
        return self.channel.name
