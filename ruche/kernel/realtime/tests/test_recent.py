# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a feed remembers, so that who reconnects is caught up without a query."""

import asyncio
from uuid import UUID

from ruche.kernel.realtime.audience import Audience, Told
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import Message
from ruche.kernel.realtime.recent import MOST, MOST_CHARACTERS, Change, Recent


def revisions(recent: Recent, after: int) -> list[int] | None:
    found = recent.after(after)
    return None if found is None else [change.revision for change in found]


def test_it_reaches_back_to_where_it_began() -> None:
    recent = Recent(10)
    for revision in (11, 12, 13):
        recent.add(Change(revision, revision, ""))
    assert [revisions(recent, after) for after in (9, 10, 12, 13)] == [None, [11, 12, 13], [13], []]


def test_a_former_state_is_not_remembered() -> None:
    recent = Recent(0)
    recent.add(Change(1, 1, "what nobody may read any more"))
    recent.add(Change(2, 2, "b"))
    recent.add(Change(3, 1, "edited"))
    assert recent.after(0) == (Change(2, 2, "b"), Change(3, 1, "edited"))


def test_it_stays_small_and_forgets_the_oldest() -> None:
    recent = Recent(0)
    for revision in range(1, MOST + 11):
        recent.add(Change(revision, revision, "x"))
    assert recent.since == 10
    assert revisions(recent, 9) is None
    assert revisions(recent, MOST + 9) == [MOST + 10]
    recent.add(Change(MOST + 11, None, "x" * (MOST_CHARACTERS + 1)))
    assert recent.since == MOST + 11
    assert revisions(recent, MOST + 11) == []


def test_before_the_topic_is_known_it_remembers_nothing() -> None:
    recent = Recent()
    recent.add(Change(1, 1, "x"))
    assert recent.after(0) is None


def test_what_was_read_is_remembered_with_what_was_told_meanwhile() -> None:
    async def play() -> None:
        feed = Feed("board", asyncio.get_running_loop())
        feed.settle(UUID(int=1), 10)
        feed.fill(Change(11, 5, "edited again, told while 6 to 10 were read"))
        feed.remember(6, [Change(8, 5, "edited"), Change(9, 9, "nine"), Change(12, 12, "not told yet")], told=10)
        assert revisions(feed.recent, 6) == [9, 11]
        assert revisions(feed.recent, 5) is None

    asyncio.run(play())


class Follower:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.messages: list[Message] = []

    def push(self, message: Message, _feed: Feed) -> None:
        self.texts.append(message["text"])
        self.messages.append(message)


def test_frames_are_made_once_for_all_who_see_the_same() -> None:
    async def play() -> None:
        audience, feed = Audience(), Feed("board", asyncio.get_running_loop())
        followers = {first: Follower() for first in (0, 1, 4, 5, 6, 9, 10)}
        for first, follower in followers.items():
            audience.add(follower, first)
        audience.tell([Told(5, "5"), Told(None, "0"), Told(9, "9")], feed)
        assert {first: follower.texts for first, follower in followers.items()} == {
            first: ["[5,0,9]" if first <= 5 else "[0,9]" if first <= 9 else "[0]"] for first in followers
        }
        assert len({id(follower.messages[0]) for follower in followers.values()}) == 3
        audience.tell([Told(5, "5")], feed)
        assert len(followers[6].texts) == 1

    asyncio.run(play())
