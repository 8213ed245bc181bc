# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bus between processes costs those who write, on a disk whose fsync takes 2 ms longer.

Both sides are the shipped web process with as many door threads as writers, so that all of them commit at the same time.
"""

import time

from bench.realtime import slow_disk
from bench.realtime.clients.posters import Poster, post_closely
from bench.realtime.figures import middle, ratio
from bench.realtime.parts.conversation import writers_of
from bench.realtime.stage import Stage

POSTERS_EACH = 4
PAIRS = 3


async def writers(stage: Stage) -> None:
    """With and without the bus, in turns, at the same database."""
    what = f"{stage.sizes.writers} writers, fdatasync 2 ms slower: messages a second"
    if slow_disk.compiler() is None:
        stage.report.left_out(what, "no C compiler here (cc, gcc or clang), with which the disk is slowed down")
        return
    library = slow_disk.compile_delay(stage.product.folder)
    stage.product.stop()
    stage.product.start(module="bench.realtime.slow_disk", **{slow_disk.VARIABLE: str(library)})
    try:
        await _compare(stage, what)
    finally:
        stage.product.stop()
        stage.product.start()


async def _compare(stage: Stage, what: str) -> None:
    stage.report.told("a commit alone, on that disk", f"{_commit_seconds(stage) * 1000:.1f} ms")
    module, count, ports = "bench.realtime.peers.writing_web", str(stage.sizes.writers), (stage.peer_port, stage.peer_port + 1)
    with stage.product.web(ports[0], count, "with-bus", module=module), stage.product.web(ports[1], count, "without-bus", module=module):
        sides = [await writers_of(stage, stage.scene.channels, each=POSTERS_EACH, ports=[port]) for port in ports]
        found: tuple[list[float], list[float]] = ([], [])
        for _ in range(PAIRS):
            for side, posters in zip(found, sides, strict=True):
                side.append(await _per_second(stage, posters))
    for poster in [*sides[0], *sides[1]]:
        poster.close()
    with_bus, without = map(middle, found)
    stage.report.judged(
        what, f"{with_bus:.0f} with the bus", beside=f"without {without:.0f}", ratio=ratio(with_bus, without),
        target="≥ 0.9", is_met=with_bus >= 0.9 * without,
    )  # fmt: skip


def _commit_seconds(stage: Stage) -> float:
    with stage.product.superuser() as connection:
        times = []
        for _ in range(20):
            began = time.perf_counter()
            connection.execute("select pg_logical_emit_message(true, 'bench', 'x')")
            times.append(time.perf_counter() - began)
    return middle(times)


async def _per_second(stage: Stage, posters: list[Poster]) -> float:
    outcome, seconds = await post_closely(posters, writers=stage.sizes.writers, seconds=stage.sizes.window_seconds)
    if outcome.refused:
        raise RuntimeError(f"Posts were refused: {outcome.refused}.")
    return outcome.acknowledged / seconds
