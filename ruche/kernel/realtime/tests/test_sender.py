# SPDX-License-Identifier: AGPL-3.0-or-later
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import pytest

from ruche.kernel.realtime.bus.line import LineLostError
from ruche.kernel.realtime.bus.sender import Sender


class FakeLine:
    """Keeps what was said; may be slow, lost, or refuse a message."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.is_lost = False
        self.free = threading.Event()
        self.free.set()

    @property
    def said(self) -> list[str]:
        return [message for batch in self.batches for message in batch]

    def connect(self) -> "FakeLine":
        return self

    def say(self, messages: Sequence[str]) -> None:
        self.free.wait()
        if self.is_lost:
            raise LineLostError("lost")
        if "poison" in messages:
            raise ValueError
        self.batches.append(list(messages))

    def close(self) -> None:
        return

    async def listen(self) -> AsyncIterator[str | None]:
        yield None


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


@pytest.fixture
def sender(line: FakeLine) -> Iterator[Sender]:
    sender = Sender(lambda: line)
    yield sender
    sender.close()


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 3
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


def test_what_is_said_meanwhile_goes_together(line: FakeLine, sender: Sender) -> None:
    line.free.clear()
    sender.send("0")
    time.sleep(0.05)
    for number in range(1, 100):
        sender.send(str(number))
    line.free.set()
    assert eventually(lambda: len(line.said) == 100)
    assert [len(batch) for batch in line.batches] == [1, 99]
    assert line.said == [str(number) for number in range(100)]


def test_nobody_waits_for_the_bus(line: FakeLine, sender: Sender) -> None:
    line.free.clear()
    began = time.monotonic()
    for number in range(1000):
        sender.send(str(number))
    assert time.monotonic() - began < 0.5
    line.free.set()


def test_a_lost_line_loses_nothing(line: FakeLine, sender: Sender) -> None:
    line.is_lost = True
    for number in range(10):
        sender.send(str(number))
    time.sleep(0.2)
    assert line.said == []
    line.is_lost = False
    assert eventually(lambda: line.said == [str(number) for number in range(10)])


def test_a_message_that_never_passes_does_not_stop_the_others(line: FakeLine, sender: Sender) -> None:
    sender.send("poison")
    time.sleep(0.05)
    sender.send("bread")
    assert eventually(lambda: line.said == ["bread"])


def test_closing_says_what_waits(line: FakeLine, sender: Sender) -> None:
    sender.send("last word")
    sender.close()
    assert line.said == ["last word"]


def test_it_speaks_again_after_closing(line: FakeLine, sender: Sender) -> None:
    sender.send("one")
    sender.close()
    sender.send("two")
    assert eventually(lambda: line.said == ["one", "two"])
