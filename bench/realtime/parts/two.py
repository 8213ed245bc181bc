# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two web processes on one database, posts and sockets dealt to both: is anything lost, and how long does it take beside one?

Both share the core that one has to itself, so this shows the price of the bus, not the gain of a second process.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from bench.realtime import processes
from bench.realtime.figures import p99, ratio, three
from bench.realtime.parts.conversation import Talk, doors_of, places_of, talk, writers_of
from bench.realtime.parts.readings import Readers
from bench.realtime.processes import LOAD_CORE
from bench.realtime.stage import Stage

POSTERS_EACH = 4


async def two(stage: Stage) -> None:
    one = await _talk(stage, [stage.product.port])
    with stage.product.web(stage.peer_port):
        _judge(stage, "NOTIFY", await _talk(stage, [stage.product.port, stage.peer_port]), one)
    if shutil.which("redis-server") is None:
        stage.report.left_out("two web processes by Redis", "there is no redis-server here")
        return
    with _redis(stage) as address:
        stage.product.stop()
        stage.product.start(REDIS_URL=address)
        try:
            with stage.product.web(stage.peer_port):
                _judge(stage, "Redis", await _talk(stage, [stage.product.port, stage.peer_port]), one)
        finally:
            stage.product.stop()
            stage.product.start()


def _judge(stage: Stage, bus: str, found: Talk, one: Talk) -> None:
    sizes = stage.sizes
    stage.report.judged(
        f"two web processes by {bus}, {sizes.channels} channels of {sizes.people_each}, {sizes.rate} messages/s: p50/p95/p99",
        f"{three(found.latencies)}; {found.faults}",
        beside=f"one process {three(one.latencies)}",
        ratio=ratio(p99(found.latencies), p99(one.latencies)),
        target="nothing lost",
        is_met=found.is_whole,
    )


async def _talk(stage: Stage, ports: list[int]) -> Talk:
    """Sockets by turns of people, posts by turns of posters: most frames cross from one process to the other."""
    posters = await writers_of(stage, stage.scene.channels, each=POSTERS_EACH, ports=ports)
    readers = Readers(doors_of(stage, ports))
    try:
        await readers.connect(places_of(stage, stage.scene.channels))
        return await talk(stage, readers, posters, rate=stage.sizes.rate)
    finally:
        readers.close()
        for poster in posters:
            poster.close()


@contextmanager
def _redis(stage: Stage) -> Iterator[str]:
    """A server of our own, which keeps nothing."""
    port, folder = stage.product.port + 9, stage.product.folder
    command = [str(shutil.which("redis-server")), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process: subprocess.Popen[bytes] = processes.start(command, cores=LOAD_CORE, log=folder / "redis.log", env={"PATH": "/usr/bin"})
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        processes.end(process)
