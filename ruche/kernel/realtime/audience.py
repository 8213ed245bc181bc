# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who follows a topic, and from which position on each may see it. Frames are made once for all who see the same."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ruche.kernel.realtime.frames import Message, frames_of

if TYPE_CHECKING:
    from ruche.kernel.realtime.feeds import Feed


class Follower(Protocol):
    def push(self, message: Message, feed: "Feed") -> None:
        """Take it, or leave the feed."""


class Told(NamedTuple):
    """An encoded event; `position` is the place that it is about."""

    position: int | None
    text: str


class Audience:
    __slots__ = ("_limited", "_whole")

    def __init__(self) -> None:
        self._whole: set[Follower] = set()
        self._limited: dict[Follower, int] = {}  # who may not see what lies before this position

    def __len__(self) -> int:
        return len(self._whole) + len(self._limited)

    def __contains__(self, follower: object) -> bool:
        return follower in self._whole or follower in self._limited

    def add(self, follower: Follower, first: int) -> None:
        """`first`: the first position they may see. Who is in it already gets another one."""
        self.discard(follower)
        if first > 0:
            self._limited[follower] = first
        else:
            self._whole.add(follower)

    def discard(self, follower: Follower) -> None:
        self._whole.discard(follower)
        self._limited.pop(follower, None)

    def push(self, message: Message, feed: "Feed") -> None:
        for follower in (*self._whole, *self._limited):
            follower.push(message, feed)

    def tell(self, events: Sequence[Told], feed: "Feed") -> None:
        """These events to each, as far as they may see them."""
        if self._whole:
            frames = frames_of(event.text for event in events)
            for message in frames:
                for follower in tuple(self._whole):
                    follower.push(message, feed)
        if self._limited:
            self._tell_limited(events, frames if self._whole else None, feed)

    def _tell_limited(self, events: Sequence[Told], whole: list[Message] | None, feed: "Feed") -> None:
        """Readers between the same two positions see the same: there are as many kinds of frames as events at most."""
        places = sorted({event.position for event in events if event.position is not None})
        made: dict[int, list[Message]] = {} if whole is None else {0: whole}
        for follower, first in tuple(self._limited.items()):
            hidden = bisect_left(places, first)
            if hidden not in made:
                made[hidden] = _seen_from(events, first)
            for message in made[hidden]:
                follower.push(message, feed)


def _seen_from(events: Sequence[Told], first: int) -> list[Message]:
    texts = [event.text for event in events if event.position is None or event.position >= first]
    return frames_of(texts) if texts else []
