# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader that does not take frames is dropped for and told so; nobody else notices."""

import asyncio
import json
from uuid import UUID

import pytest

from ruche.kernel.realtime.envelopes import Envelope
from ruche.kernel.realtime.feeds import Feed
from ruche.kernel.realtime.frames import Message, frame_of
from ruche.kernel.realtime.readers import Reader
from ruche.kernel.realtime.recent import Change


class Wire:
    """A socket's send, as uvicorn has it: it waits while the buffer is full."""

    def __init__(self) -> None:
        self.taken: list[list[object]] = []
        self.has_room = asyncio.Event()
        self.has_room.set()
        self.is_gone = False

    async def send(self, message: Message) -> None:
        await self.has_room.wait()
        if self.is_gone:
            raise OSError("closed")
        self.taken.append(json.loads(message["text"]))

    @property
    def events(self) -> list[tuple[object, object]]:
        return [(event["topic"], event["type"]) for frame in self.taken for event in frame if isinstance(event, dict)]


def feed_of(topic: str, revision: int | None) -> Feed:
    feed = Feed(topic, asyncio.get_running_loop())
    feed.settle(UUID(int=1), revision)
    return feed


def test_frames_are_written_at_once_while_there_is_room() -> None:
    async def play() -> None:
        wire = Wire()
        Reader(wire.send, 0).push(frame_of(["1"]))
        assert wire.taken == [[1]]  # nothing was awaited

    asyncio.run(play())


def test_a_full_buffer_never_blocks_and_ends_in_a_resync_of_each_topic() -> None:
    async def play() -> None:
        wire = Wire()
        reader, board, other = Reader(wire.send, 0), feed_of("board", 5), feed_of("other", 5)
        wire.has_room.clear()
        for number in range(1000):
            reader.push(frame_of([str(number)]), board)
        reader.push(frame_of(["1"]), other)
        assert wire.taken == []
        wire.has_room.set()
        await asyncio.sleep(0.01)
        assert wire.events == [("", "tick"), ("board", "resync"), ("other", "resync")]

    asyncio.run(play())


@pytest.mark.parametrize("first", [0, 1], ids=["whole", "limited"])
def test_after_a_resync_nothing_comes_that_would_hide_what_is_missing(first: int) -> None:
    async def play() -> None:
        wire, quick = Wire(), Wire()
        reader, feed = Reader(wire.send, 0), feed_of("board", 5)
        feed.join(reader, 5, first)
        feed.join(Reader(quick.send, 0), 5, first)
        wire.has_room.clear()
        feed.fill(Change(6, 6, "6"))
        await asyncio.sleep(0.01)
        wire.has_room.set()
        await asyncio.sleep(0.01)
        feed.fill(Change(7, 7, "7"))
        await asyncio.sleep(0.01)
        assert (wire.events, wire.taken[2:]) == ([("", "tick"), ("board", "resync")], [])
        assert quick.taken == [[6], [7]]
        feed.join(reader, 7, first)  # it asked again
        feed.fill(Change(8, 8, "8"))
        await asyncio.sleep(0.01)
        assert wire.taken[2:] == [[8]]

    asyncio.run(play())


def test_what_has_no_history_goes_on_after_a_resync() -> None:
    async def play() -> None:
        wire = Wire()
        reader, feed = Reader(wire.send, 0), feed_of("inbox", None)
        feed.join(reader, None)
        wire.has_room.clear()
        reader.push(frame_of(["1"]), feed)
        wire.has_room.set()
        await asyncio.sleep(0.01)
        feed.offer(Envelope("inbox", UUID(int=1), None, "2"))
        await asyncio.sleep(0.01)
        assert wire.taken[-1] == [2]

    asyncio.run(play())


def test_signs_of_life_are_dropped_without_a_word() -> None:
    async def play() -> None:
        wire = Wire()
        reader = Reader(wire.send, 0)
        wire.has_room.clear()
        reader.push(frame_of(["1"]))
        wire.has_room.set()
        await asyncio.sleep(0.01)
        assert wire.events == [("", "tick")]
        assert not reader.is_lagging

    asyncio.run(play())


def test_what_is_missed_while_the_resync_itself_waits_is_said_too() -> None:
    async def play() -> None:
        wire = Wire()
        reader, board, other = Reader(wire.send, 0), feed_of("board", 5), feed_of("other", 5)
        wire.has_room.clear()
        reader.push(frame_of(["1"]), board)
        await asyncio.sleep(0.01)  # the recovery is waiting for room
        reader.push(frame_of(["2"]), other)
        wire.has_room.set()
        await asyncio.sleep(0.01)
        assert ("other", "resync") in wire.events

    asyncio.run(play())


def test_a_reader_that_left_harms_nobody() -> None:
    async def play() -> None:
        gone, present = Wire(), Wire()
        gone.is_gone = True
        feed = feed_of("board", 5)
        for wire in (gone, present):
            feed.join(Reader(wire.send, 0), 5)
        feed.fill(Change(6, None, "6"))
        await asyncio.sleep(0.01)
        assert present.taken == [[6]]

    asyncio.run(play())
