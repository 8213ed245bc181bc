# SPDX-License-Identifier: AGPL-3.0-or-later
"""They do what asyncio's own would."""

import asyncio

import pytest

from ruche.kernel.realtime.mailboxes import Gate, Mailbox


def test_letters_come_in_order_and_are_waited_for() -> None:
    async def play() -> None:
        mailbox = Mailbox()
        reader = asyncio.create_task(mailbox.get())
        await asyncio.sleep(0)
        for letter in (1, 2, 3):
            mailbox.put_nowait(letter)
        assert [await reader, await mailbox.get()] == [1, 2]
        assert not mailbox.empty()
        assert await mailbox.get() == 3
        assert mailbox.empty()

    asyncio.run(play())


def test_a_reader_that_stops_waiting_takes_no_letter() -> None:
    async def play() -> None:
        mailbox = Mailbox()
        reader = asyncio.create_task(mailbox.get())
        await asyncio.sleep(0)
        reader.cancel()
        mailbox.put_nowait(1)
        with pytest.raises(asyncio.CancelledError):
            await reader
        assert await mailbox.get() == 1

    asyncio.run(play())


def test_a_gate_holds_everybody_until_it_opens() -> None:
    async def play() -> None:
        gate = Gate()
        await gate.wait()
        gate.clear()
        waiting = [asyncio.create_task(gate.wait()) for _ in range(2)]
        await asyncio.sleep(0)
        assert not gate.is_set()
        assert not any(task.done() for task in waiting)
        gate.set()
        await asyncio.gather(*waiting)
        assert gate.is_set()

    asyncio.run(play())
