# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threads in which pages are made: outcomes come back, contexts do not mix, an end loses nothing that was begun."""

import asyncio
import threading
import time
from contextvars import ContextVar

import pytest

from ruche.config.front import limits
from ruche.config.front.refusals import RefusedError
from ruche.config.front.threads import Threads

who: ContextVar[str] = ContextVar("who", default="nobody")


class Odd(BaseException):
    pass


def refuse() -> None:
    raise Odd


def test_a_result_and_an_exception_reach_who_asked() -> None:
    async def play() -> None:
        threads = Threads(2)
        assert await threads.run(lambda: 7) == 7
        with pytest.raises(Odd):
            await threads.run(refuse)
        assert await threads.run(lambda: 8) == 8  # the thread goes on after an exception
        threads.close()

    asyncio.run(play())


def test_nothing_of_one_request_is_seen_by_the_next() -> None:
    async def play() -> None:
        threads = Threads(1)
        who.set("the loop")
        assert await threads.run(who.get) == "nobody"
        await threads.run(lambda: who.set("the first"))
        assert await threads.run(who.get) == "nobody"
        threads.close()

    asyncio.run(play())


def test_more_than_may_wait_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WAITING_REQUESTS", 1)

    async def play() -> None:
        threads, gate = Threads(1), threading.Event()
        running, waiting = (asyncio.create_task(threads.run(gate.wait)) for _ in range(2))
        await asyncio.sleep(0)
        with pytest.raises(RefusedError):
            await threads.run(lambda: None)
        gate.set()
        assert await asyncio.gather(running, waiting) == [True, True]
        assert await threads.run(lambda: 1) == 1
        threads.close()

    asyncio.run(play())


def test_the_end_waits_for_what_was_begun_and_begins_nothing_more() -> None:
    async def play() -> None:
        threads, done = Threads(1), []
        begun = asyncio.create_task(threads.run(lambda: (time.sleep(0.1), done.append("begun"))))
        waiting = asyncio.create_task(threads.run(lambda: done.append("waiting")))
        await asyncio.sleep(0.02)
        await asyncio.to_thread(threads.close)
        await begun
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert done == ["begun"]

    asyncio.run(play())


def test_who_left_is_not_told_and_holds_up_nobody() -> None:
    async def play() -> None:
        threads, gate = Threads(1), threading.Event()
        left = asyncio.create_task(threads.run(gate.wait))
        await asyncio.sleep(0.01)
        left.cancel()
        gate.set()
        assert await threads.run(lambda: "next") == "next"
        threads.close()

    asyncio.run(play())
