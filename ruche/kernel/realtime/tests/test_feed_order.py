# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every follower gets each revision once, in order, whatever the order in which the process hears of them."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from itertools import permutations
from uuid import UUID

import pytest

from ruche.kernel.realtime.envelopes import Envelope
from ruche.kernel.realtime.feeds import CROWD, LONGEST_PAUSE, PAUSE, Feed
from ruche.kernel.realtime.frames import Message
from ruche.kernel.realtime.recent import Change

HOME, ELSEWHERE = UUID(int=1), UUID(int=2)


class Follower:
    def __init__(self) -> None:
        self.frames: list[list[int]] = []

    def push(self, message: Message, feed: Feed) -> None:
        self.frames.append(json.loads(message["text"]))

    @property
    def seen(self) -> list[int]:
        return [revision for frame in self.frames for revision in frame]


def told(revision: int | None, text: str | None = None, organisation_id: UUID = HOME) -> Envelope:
    return Envelope("test.board:1", organisation_id, revision, str(revision) if text is None else text)


def read(revision: int) -> Change:
    return Change(revision, None, str(revision))


def run(play: Callable[[Feed], Coroutine[None, None, None]], revision: int | None = 10) -> None:
    async def stage() -> None:
        feed = Feed("test.board:1", asyncio.get_running_loop())
        feed.settle(HOME, revision)
        await asyncio.wait_for(play(feed), 30)

    asyncio.run(stage())


@pytest.mark.parametrize("order", list(permutations([11, 12, 13])))
def test_any_order_of_arrival_leaves_in_order(order: tuple[int, ...]) -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        for revision in order:
            feed.offer(told(revision))
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert follower.seen == [11, 12, 13]

    run(play)


def test_events_of_one_tick_share_a_frame() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        feed.offer(told(11))
        feed.offer(told(12))
        await asyncio.sleep(0)
        assert follower.frames == [[11, 12]]

    run(play)


def test_an_event_told_twice_leaves_once() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        for revision in (11, 11, 10, 12, 11):
            feed.offer(told(revision))
        await asyncio.sleep(0)
        assert follower.seen == [11, 12]

    run(play)


def test_events_before_the_first_admission_are_held() -> None:
    async def stage() -> None:
        feed = Feed("test.board:1", asyncio.get_running_loop())
        feed.offer(told(12))
        feed.offer(told(11))
        feed.settle(HOME, 11)
        assert feed.revision == 12

    asyncio.run(stage())


def test_a_gap_is_filled_by_what_was_read() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        feed.offer(told(14))
        assert feed.has_gap
        feed.fill(read(11))
        feed.fill(read(13))  # 12 was replaced by 13: the same thing changed twice
        await asyncio.sleep(0)
        assert follower.seen == [11, 13, 14]
        assert not feed.has_gap

    run(play)


def test_one_too_large_for_the_bus_leaves_a_gap() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        feed.offer(told(11, text=""))
        feed.offer(told(12))
        assert feed.has_gap
        feed.fill(read(11))
        await asyncio.sleep(0)
        assert follower.seen == [11, 12]

    run(play)


def test_a_reader_that_is_behind_must_read_on() -> None:
    async def play(feed: Feed) -> None:
        assert not feed.join(Follower(), 9)
        assert feed.join(Follower(), 10)

    run(play)


def test_a_reader_that_is_ahead_joins_where_its_reading_ends() -> None:
    async def play(feed: Feed) -> None:
        feed.join(early := Follower(), 10)
        feed.join(ahead := Follower(), 12)
        for revision in (11, 12, 13):
            feed.offer(told(revision))
        await asyncio.sleep(0)
        assert early.seen == [11, 12, 13]
        assert ahead.seen == [13]

    run(play)


def test_a_reader_ahead_joins_even_when_its_revision_was_replaced() -> None:
    async def play(feed: Feed) -> None:
        feed.join(ahead := Follower(), 12)
        feed.fill(read(11))
        feed.fill(read(13))
        await asyncio.sleep(0)
        assert ahead.seen == [13]

    run(play)


def test_a_reader_that_joins_within_a_tick_gets_nothing_twice() -> None:
    async def play(feed: Feed) -> None:
        feed.join(early := Follower(), 10)
        feed.offer(told(11))
        feed.join(late := Follower(), 11)
        await asyncio.sleep(0)
        assert early.seen == [11]
        assert late.seen == []

    run(play)


def test_a_crowd_is_told_at_most_every_20_milliseconds() -> None:
    async def play(feed: Feed) -> None:
        crowd = [Follower() for _ in range(CROWD + 1)]
        for follower in crowd:
            feed.join(follower, 10)
        began = time.perf_counter()
        for revision in range(11, 41):
            feed.offer(told(revision))
            await asyncio.sleep(0.002)
        while len(crowd[-1].seen) < 30:
            await asyncio.sleep(0.002)
        assert crowd[0].seen == crowd[-1].seen == list(range(11, 41))
        assert len(crowd[0].frames) <= 2 + (time.perf_counter() - began) / PAUSE

    run(play)


@pytest.mark.parametrize(("takes", "rests"), [(0.0001, PAUSE), (0.1, 0.2), (30.0, LONGEST_PAUSE)])
def test_a_crowd_is_told_for_at_most_half_of_the_time_and_waits_a_second_at_most(
    takes: float, rests: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(feed: Feed) -> None:
        loop, waited = asyncio.get_running_loop(), []
        readings = iter((0.0, takes))
        monkeypatch.setattr("ruche.kernel.realtime.feeds.perf_counter", lambda: next(readings))
        now = loop.time()
        monkeypatch.setattr(loop, "time", lambda: now)
        monkeypatch.setattr(loop, "call_later", lambda rest, act: waited.append(rest))
        for _ in range(CROWD + 1):
            feed.join(Follower(), 10)
        feed.offer(told(11))
        feed.flush()
        feed.offer(told(12))
        assert waited == [pytest.approx(rests)]

    run(play)


def test_a_small_circle_is_told_in_the_same_tick() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        for revision in (11, 12, 13):
            feed.offer(told(revision))
            await asyncio.sleep(0)
        assert follower.frames == [[11], [12], [13]]

    run(play)


def test_another_organisation_cannot_speak_in_a_topic() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        feed.offer(told(11, organisation_id=ELSEWHERE))
        feed.offer(told(None, text="0", organisation_id=ELSEWHERE))
        await asyncio.sleep(0)
        assert follower.seen == []
        assert not feed.has_gap

    run(play)


def test_what_has_no_revision_passes_at_once() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        feed.offer(told(12))
        feed.offer(told(None, text="0"))
        await asyncio.sleep(0)
        assert follower.seen == [0]

    run(play)


def test_who_left_hears_nothing() -> None:
    async def play(feed: Feed) -> None:
        feed.join(follower := Follower(), 10)
        feed.join(ahead := Follower(), 12)
        feed.leave(follower)
        feed.leave(ahead)
        assert feed.is_idle
        for revision in (11, 12, 13):
            feed.offer(told(revision))
        await asyncio.sleep(0)
        assert follower.seen == ahead.seen == []

    run(play)
