# SPDX-License-Identifier: AGPL-3.0-or-later
import asyncio
from collections.abc import Mapping, Sequence

import pytest

from ruche.kernel.realtime.batches import Batch


class Oracle:
    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.fails = False

    async def answer(self, keys: Sequence[int]) -> Mapping[int, int]:
        self.calls.append(list(keys))
        await asyncio.sleep(0.01)
        if self.fails:
            raise ConnectionError
        return {key: key * 10 for key in keys}


def test_a_thousand_questions_at_once_are_one_call() -> None:
    async def play() -> None:
        batch = Batch((oracle := Oracle()).answer, size=5000)
        assert await asyncio.gather(*(batch.ask(key) for key in range(1000))) == [key * 10 for key in range(1000)]
        assert len(oracle.calls) == 1

    asyncio.run(play())


def test_a_question_during_a_call_gets_a_later_answer() -> None:
    async def play() -> None:
        batch = Batch((oracle := Oracle()).answer)
        first = asyncio.create_task(batch.ask(1))
        await asyncio.sleep(0.005)
        assert await asyncio.gather(first, batch.ask(1), batch.ask(2)) == [10, 10, 20]
        assert oracle.calls == [[1], [1, 2]]

    asyncio.run(play())


def test_a_call_has_a_largest_size() -> None:
    async def play() -> None:
        batch = Batch((oracle := Oracle()).answer, size=3)
        await asyncio.gather(*(batch.ask(key) for key in range(7)))
        assert [len(call) for call in oracle.calls] == [3, 3, 1]

    asyncio.run(play())


def test_a_failure_reaches_everybody_who_asked_and_is_not_kept() -> None:
    async def play() -> None:
        batch = Batch((oracle := Oracle()).answer)
        oracle.fails = True
        outcomes = await asyncio.gather(batch.ask(1), batch.ask(2), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [ConnectionError, ConnectionError]
        oracle.fails = False
        assert await batch.ask(1) == 10

    asyncio.run(play())


def test_who_stops_waiting_takes_nobody_along() -> None:
    async def play() -> None:
        batch = Batch(Oracle().answer)
        impatient, patient = asyncio.create_task(batch.ask(1)), asyncio.create_task(batch.ask(1))
        await asyncio.sleep(0.005)
        impatient.cancel()
        assert await patient == 10
        with pytest.raises(asyncio.CancelledError):
            await impatient

    asyncio.run(play())
