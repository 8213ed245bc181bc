# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many sockets that hear nothing: what each costs in memory, and how many open files the web process may have."""

import asyncio
import time
from itertools import cycle, islice

from bench.realtime import processes
from bench.realtime.clients.frames import Chunk
from bench.realtime.clients.sockets import Crowd, Guest, Socket
from bench.realtime.stage import Stage

WARM = 50
MOST_KIB = 30


async def idle(stage: Stage) -> None:
    scene, sizes = stage.scene, stage.sizes
    stage.product.kill_web()  # a new process: an old one would fill what others have left behind
    web = stage.product.pid("web")
    places = [(scene.people[nth], channel) for channel in scene.channels for nth in channel.people]
    guests = [Guest(person.tickets[0], [(channel.topic, None)]) for person, channel in islice(cycle(places), sizes.idle)]
    subscribed = 0

    def hear(socket: Socket, now: float, chunk: Chunk) -> None:
        nonlocal subscribed
        subscribed += len(chunk.subscribed)

    async def settle(count: int) -> None:
        deadline = time.monotonic() + 60
        while subscribed < count and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.0)

    crowd = Crowd(stage.product.door, hear)
    try:
        await crowd.connect(guests[:WARM])
        await settle(WARM)
        before, began = processes.resident_kib(web), time.monotonic()
        await crowd.connect(guests[WARM:])
        connected = time.monotonic() - began
        await settle(len(guests))
        each = (processes.resident_kib(web) - before) / (len(guests) - WARM)
        used, began = processes.cpu_seconds(web), time.monotonic()
        await asyncio.sleep(sizes.seconds)
        busy = (processes.cpu_seconds(web) - used) / (time.monotonic() - began)
        alive = sum(1 for socket in crowd.sockets if not socket.gone)
    finally:
        crowd.close()
    report = stage.report
    report.judged(
        f"{alive} idle sockets, one topic each: memory a connection", f"{each:.1f} KiB",
        target=f"≤ {MOST_KIB} KiB", is_met=each <= MOST_KIB and alive == len(guests) and subscribed == len(guests),
    )  # fmt: skip
    report.told(
        "connects a second, signed in and subscribed", f"{(len(guests) - WARM) / connected:.0f}; processor while idle {busy:.1%} of a core"
    )
    report.told("open files that the supervisor got for the web process", str(processes.open_files_limit(web)))
