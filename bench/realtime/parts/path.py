# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole path: a post through the shipped door, one transaction, the frame at every receiver. Then the same while pages are read."""

import asyncio
import time

from bench.realtime import processes
from bench.realtime.clients.page_readers import PageReaders
from bench.realtime.clients.posters import Poster, post_closely
from bench.realtime.figures import p99, ratio, three
from bench.realtime.parts.conversation import Talk, doors_of, places_of, talk, writers_of
from bench.realtime.parts.readings import Readers
from bench.realtime.stage import Stage

POSTERS_EACH = 4  # people of each channel who write
CROWD_POSTERS = 200
AT_ONCE = 4  # posts under way when the cost of one is measured


async def path(stage: Stage) -> None:
    await _cost(stage)
    await _teams(stage)
    await _crowd(stage)


async def _teams(stage: Stage) -> None:
    """Many small channels: alone, while pages are read, and as open pages follow."""
    sizes, report, scene = stage.sizes, stage.report, stage.scene
    what = f"{sizes.channels} channels of {sizes.people_each}, {sizes.rate} messages/s: p50/p95/p99"
    posters = await writers_of(stage, scene.channels, each=POSTERS_EACH)
    readers = Readers(doors_of(stage))
    try:
        await readers.connect(places_of(stage, scene.channels))
        alone = await talk(stage, readers, posters, rate=sizes.rate)
        report.judged(what, _shown(alone), target="p99 ≤ 25 ms", is_met=p99(alone.latencies) <= 0.025 and alone.is_whole)
        await _tell_worker(stage, alone)
        await _while_reading(stage, readers, posters, alone)
    finally:
        readers.close()
    await _as_pages_follow(stage, posters)
    for poster in posters:
        poster.close()


async def _tell_worker(stage: Stage, found: Talk) -> None:
    """Notifications and search entries come behind the message; how far behind."""
    began, used = time.monotonic(), processes.cpu_seconds(stage.product.pid("worker"))
    waited = await asyncio.to_thread(stage.product.await_calm)
    rest = processes.cpu_seconds(stage.product.pid("worker")) - used
    each = (found.worker + rest) / max(1, found.outcome.acknowledged)
    shown = f"{each * 1000:.1f} ms of processor a message; done {waited + began - found.ended:.1f} s after the last"
    stage.report.told("what the worker does behind it", shown)


async def _while_reading(stage: Stage, readers: Readers, posters: list[Poster], alone: Talk) -> None:
    pages = PageReaders(stage.product.port, stage.product.host)
    scene, sizes = stage.scene, stage.sizes
    paths = [f"/o/{scene.slug}/chat/c/{channel.id}/" for channel in scene.channels[:5]]
    await pages.start(scene.people[-sizes.readers :], [f"/o/{scene.slug}/", *paths])
    busy = await talk(stage, readers, posters, rate=sizes.rate)
    await pages.stop()
    slower = ratio(p99(busy.latencies), p99(alone.latencies))
    stage.report.judged(
        f"the same while {sizes.readers} people read pages without pause",
        f"{_shown(busy)}; {len(pages.seconds) / sizes.seconds:.0f} pages/s",
        beside=f"alone {three(alone.latencies)}",
        ratio=slower,
        target="p99 ≤ 2 × alone",
        is_met=slower <= 2 and busy.is_whole,
    )
    if pages.failures:
        stage.report.told("pages that were not answered by 200", str(pages.failures))


async def _as_pages_follow(stage: Stage, posters: list[Poster]) -> None:
    """No target: what everybody's open page adds, who also follows inbox, activity and presence."""
    scene = stage.scene
    places = places_of(stage, scene.channels)
    beside = {person.membership: scene.page_topics(person, channel)[1:] for person, channel in places}
    readers = Readers(doors_of(stage))
    try:
        await readers.connect(places, beside)
        found = await talk(stage, readers, posters, rate=stage.sizes.rate)
        stage.report.told("the same, each socket following all that an open page follows", _shown(found))
    finally:
        readers.close()


async def _crowd(stage: Stage) -> None:
    sizes, scene = stage.sizes, stage.scene
    posters = await writers_of(stage, [scene.crowd], each=min(CROWD_POSTERS, len(scene.people)))
    readers = Readers(doors_of(stage))
    try:
        await readers.connect(places_of(stage, [scene.crowd])[: sizes.crowd])
        found = await talk(stage, readers, posters, rate=sizes.crowd_rate)
    finally:
        readers.close()
        for poster in posters:
            poster.close()
    what = f"{sizes.crowd} people in one channel, {sizes.crowd_rate} messages/s: p50/p95/p99"
    is_met = p99(found.latencies) <= 0.1 and found.is_whole
    stage.report.judged(what, _shown(found), target="p99 ≤ 100 ms, nothing lost", is_met=is_met)


async def _cost(stage: Stage) -> None:
    """Processor time of the web process for one post, nobody listening, a few posts under way; the view in the same run."""
    ours, per_second = await _cost_at(stage, stage.product.port, stage.product.pid("web"))
    with stage.product.web(stage.peer_port, module="bench.realtime.peers.django_view") as web:
        theirs, view_per_second = await _cost_at(stage, stage.peer_port, web.pid)
    stage.report.judged(
        "processor time of a post",
        f"{ours * 1000:.2f} ms, {per_second:.0f}/s",
        beside=f"Django ASGI view {theirs * 1000:.2f} ms, {view_per_second:.0f}/s",
        ratio=ratio(ours, theirs),
        target="≤ 0.2",
        is_met=ours <= 0.2 * theirs,
    )


async def _cost_at(stage: Stage, port: int, pid: int) -> tuple[float, float]:
    posters = await writers_of(stage, stage.scene.channels, each=POSTERS_EACH, ports=[port])
    try:
        count = stage.sizes.posts if port == stage.product.port else stage.sizes.posts // 5
        used = processes.cpu_seconds(pid)
        outcome, seconds = await post_closely(posters, writers=AT_ONCE, count=count)
        if outcome.refused:
            raise RuntimeError(f"Posts were refused: {outcome.refused}.")
        return (processes.cpu_seconds(pid) - used) / count, count / seconds
    finally:
        for poster in posters:
            poster.close()


def _shown(found: Talk) -> str:
    return f"{three(found.latencies)}; {found.faults}; web process {found.busy:.0%} of a core"
