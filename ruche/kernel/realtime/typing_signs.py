# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is typing: told for all writers of a topic together, twice a second at most, and never kept."""

import asyncio
from uuid import UUID

from ruche.kernel.realtime.envelopes import Envelope
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.process import announcer

PAUSE = 0.5  # seconds


class TypingSigns:
    """The browser repeats its sign every 3 s while a person types; a sign is forgotten after 6 s."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._writers: dict[Feed, dict[UUID, str]] = {}
        self._told_at = 0.0

    def note(self, feed: Feed, member: tuple[UUID, str]) -> None:
        """A member (id, name) is typing in the feed's topic."""
        if not self._writers:
            self._loop.call_at(max(self._loop.time(), self._told_at + PAUSE), self._tell)
        self._writers.setdefault(feed, {})[member[0]] = member[1]

    def _tell(self) -> None:
        self._told_at = self._loop.time()
        writers, self._writers = self._writers, {}
        for feed, members in writers.items():
            if feed.organisation_id is not None:
                data = {"members": [{"id": member_id, "name": name} for member_id, name in members.items()]}
                announcer.announce(Envelope.of(feed.topic, "typing", data, feed.organisation_id))
