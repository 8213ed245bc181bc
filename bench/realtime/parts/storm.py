# SPDX-License-Identifier: AGPL-3.0-or-later
"""A storm: everybody of one channel comes back at once, each having missed the same messages, beside as many bare connects."""

import asyncio
import os
import signal
import time
from dataclasses import dataclass

from bench.realtime import processes
from bench.realtime.clients.frames import Chunk
from bench.realtime.clients.posters import Outcome
from bench.realtime.clients.sockets import Crowd, Guest, Socket
from bench.realtime.parts.conversation import writers_of
from bench.realtime.parts.queries import Statements, backends, counted
from bench.realtime.stage import Stage

MOST_QUERIES = 20


@dataclass
class Storm:
    """Seconds until the last was caught up; what was wrong; what the web process used and asked."""

    seconds: float
    lost: int
    doubled: int
    refusals: int
    cpu: float
    statements: Statements


async def storm(stage: Stage) -> None:
    """After the web process was killed, and later, with other sessions and from another revision."""
    after = await _miss(stage)
    others = await _restart(stage)
    restarted = await _come_back(stage, after, session=0, besides=others)
    _judge(stage, "after the web process was killed", restarted, await _bare(stage))
    after = await _miss(stage)
    later = await _come_back(stage, after, session=1, besides=others)
    _judge(stage, "an hour later (other sessions, nothing cached)", later, await _bare(stage))


def _judge(stage: Stage, when: str, found: Storm, bare: float) -> None:
    report, sizes = stage.report, stage.sizes
    ratio, again = found.seconds / bare, f", {found.refusals} asked to come again" if found.refusals else ""
    report.judged(
        f"{sizes.crowd} come back at once with {sizes.missed} missed messages each, {when}: all caught up",
        f"{found.seconds:.2f} s, {found.cpu:.2f} s of processor{again}",
        beside=f"bare connects {bare:.2f} s",
        ratio=ratio,
        target="≤ 2",
        is_met=ratio <= 2,
    )
    report.judged(
        "queries", f"{len(found.statements.texts)} (and {found.statements.aside} words of transactions and locks)",
        target=f"≤ {MOST_QUERIES}", is_met=len(found.statements.texts) <= MOST_QUERIES,
    )  # fmt: skip
    report.judged("lost, doubled", f"{found.lost}, {found.doubled}", target="0, 0", is_met=not (found.lost or found.doubled))
    if len(found.statements.texts) > MOST_QUERIES:
        for line in found.statements.counts():
            report.say(f"      {line}")


async def _restart(stage: Stage) -> frozenset[int]:
    """Kill the web process and wait for the next one; returns the backends that were connected in between: none of them is its."""
    product, old = stage.product, stage.product.pid("web")
    os.kill(old, signal.SIGKILL)
    await asyncio.sleep(0.3)  # PostgreSQL lets go of the dead, and the next one is still being loaded
    others = backends(product)
    while product.pid("web") == old:
        await asyncio.sleep(0.02)
    await asyncio.to_thread(product.await_readiness)
    return others


async def _miss(stage: Stage) -> int:
    """Write what everybody misses; the revision that they had before."""
    with stage.product.superuser() as connection:
        row = connection.execute("select revision from chat_channel where id = %s", [stage.scene.crowd.id]).fetchone()
    posters = await writers_of(stage, [stage.scene.crowd], each=10)
    outcome = Outcome()
    for nth in range(stage.sizes.missed - len(posters)):
        await posters[nth % len(posters)].post_now(nth, outcome)
    for poster in posters:
        poster.close()
    if outcome.refused or row is None:
        raise RuntimeError(f"Posts were refused: {outcome.refused}.")
    return int(row[0])


async def _come_back(stage: Stage, after: int, *, session: int, besides: frozenset[int]) -> Storm:
    scene, sizes = stage.scene, stage.sizes
    guests = [Guest(person.tickets[session], [(scene.crowd.topic, after)]) for person in scene.people[: sizes.crowd]]
    heard: dict[Socket, list[int]] = {}
    whole, finished = 0, asyncio.get_running_loop().create_future()

    def hear(socket: Socket, now: float, chunk: Chunk) -> None:
        nonlocal whole
        if not chunk.messages:
            return
        revisions = heard.setdefault(socket, [])
        revisions += [revision for revision, _ in chunk.messages]
        if len(revisions) >= sizes.missed and revisions[-1] == after + sizes.missed:
            whole += 1
            if whole == len(guests) and not finished.done():
                finished.set_result(now)

    crowd = Crowd(stage.product.door, hear)
    web = stage.product.pid("web")
    with counted(stage.product, besides=besides) as statements:
        began, used = time.monotonic(), processes.cpu_seconds(web)
        connecting = asyncio.create_task(crowd.connect(guests, at_once=len(guests)))
        try:
            ended = await asyncio.wait_for(finished, 60)
        except TimeoutError:
            ended = time.monotonic()
        cpu = processes.cpu_seconds(web) - used
        await connecting
    await asyncio.sleep(1.0)  # what would be doubled comes by now
    found = Storm(ended - began, 0, 0, crowd.refusals, cpu, statements)
    expected = set(range(after + 1, after + sizes.missed + 1))
    for socket in crowd.sockets:
        revisions = heard.get(socket, [])
        found.lost += len(expected - set(revisions))
        found.doubled += len(revisions) - len(set(revisions))
    crowd.close()
    return found


async def _bare(stage: Stage) -> float:
    """As many handshakes at once, of the same people, who then ask for nothing: seconds until the last is open."""
    await asyncio.sleep(0.5)
    guests = [Guest(person.tickets[0]) for person in stage.scene.people[: stage.sizes.crowd]]
    crowd = Crowd(stage.product.door, lambda *_: None)
    began = time.monotonic()
    await crowd.connect(guests, at_once=len(guests))
    seconds = time.monotonic() - began
    crowd.close()
    await asyncio.sleep(0.5)
    return seconds
