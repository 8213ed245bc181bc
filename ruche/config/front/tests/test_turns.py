# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two pages are made at once, one while people write, and none waits for one that takes long."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ruche.config.front import turns
from ruche.config.front.turns import Turns


class Pages:
    """Pages under way, each until it is finished by name."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.made: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, *names: str) -> None:
        for name in names:
            self._ends[name] = asyncio.Event()
            self._tasks[name] = asyncio.create_task(self._make(name))
        await settled()

    async def finish(self, name: str) -> None:
        self._ends[name].set()
        await settled()

    async def leave(self, name: str) -> None:
        self._tasks[name].cancel()
        await settled()

    async def _make(self, name: str) -> None:
        async with self.turns:
            self.made.append(name)
            await self._ends[name].wait()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def run(play: Callable[[Pages], Awaitable[None]]) -> None:
    async def stage() -> None:
        await play(Pages())

    asyncio.run(stage())


def test_two_pages_are_made_at_once_in_the_order_in_which_they_were_asked() -> None:
    async def play(pages: Pages) -> None:
        await pages.ask("a", "b", "c", "d")
        assert pages.made == ["a", "b"]
        await pages.finish("b")
        assert pages.made == ["a", "b", "c"]
        await pages.finish("a")
        assert pages.made == ["a", "b", "c", "d"]

    run(play)


def test_while_people_write_they_are_made_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "CALM", 60.0)

    async def play(pages: Pages) -> None:
        await pages.ask("a", "b", "c", "d")
        pages.turns.note_message()
        await pages.finish("a")
        assert pages.made == ["a", "b"]
        await pages.finish("b")
        assert pages.made == ["a", "b", "c"]
        await pages.finish("c")
        assert pages.made == ["a", "b", "c", "d"]

    run(play)


def test_what_takes_long_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONG", 0.02)

    async def play(pages: Pages) -> None:
        await pages.ask("a", "b", "c", "d")
        await asyncio.sleep(0.05)
        assert pages.made == ["a", "b", "c", "d"]
        for name in "abcd":
            await pages.finish(name)
        await pages.ask("e", "f", "g")  # each gave back its turn once only
        assert pages.made[4:] == ["e", "f"]

    run(play)


def test_who_leaves_while_waiting_gives_the_place_to_the_next() -> None:
    async def play(pages: Pages) -> None:
        await pages.ask("a", "b", "c", "d")
        await pages.leave("c")
        await pages.finish("a")
        assert pages.made == ["a", "b", "d"]

    run(play)


def test_who_leaves_at_the_moment_of_the_turn_gives_it_on() -> None:
    async def play(pages: Pages) -> None:
        await pages.ask("a", "b", "c", "d")
        pages._ends["a"].set()
        while not pages.turns._reserved:
            await asyncio.sleep(0)
        await pages.leave("c")
        assert pages.made == ["a", "b", "d"]

    run(play)


def test_who_leaves_in_the_same_moment_as_another_ends_takes_no_turn_along() -> None:
    async def play(pages: Pages) -> None:
        await pages.ask("a", "b", "c", "d")
        pages._ends["a"].set()
        await pages.leave("c")
        assert pages.made == ["a", "b", "d"]
        await pages.ask("e")
        await pages.finish("b")
        assert pages.made == ["a", "b", "d", "e"]

    run(play)
