# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a channel with a long history: how fast, how many queries, and what a browser keeps after scrolling far back."""

import asyncio

from bench.realtime.browser import Browsing, scroll_back
from bench.realtime.clients.page_readers import PageReaders
from bench.realtime.clients.posters import post_closely
from bench.realtime.figures import percentile
from bench.realtime.parts.conversation import writers_of
from bench.realtime.parts.queries import counted
from bench.realtime.scene import Channel
from bench.realtime.stage import Stage

TIMES = 40


async def page(stage: Stage) -> None:
    scene, sizes, report = stage.scene, stage.sizes, stage.report
    long, short = scene.history, scene.channels[0]
    posters = await writers_of(stage, [short], each=4)
    await post_closely(posters, writers=1, count=60)
    asked = PageReaders(stage.product.port, stage.product.host)
    times, queries = {}, {}
    for channel in (short, long):
        person, path = scene.people[channel.people[0]], f"/o/{scene.slug}/chat/c/{channel.id}/"
        await asked.read_once(person, path, 5)
        times[channel.id] = sorted(await asked.read_once(person, path, TIMES if not sizes.is_quick else 10))
        with counted(stage.product) as statements:
            await asked.read_once(person, path, 1)
        queries[channel.id] = statements
    ratio = percentile(times[long.id], 0.95) / percentile(times[short.id], 0.95)
    report.judged(
        f"page of a channel with {sizes.history} messages, one reader: p50/p95", _two(times[long.id]),
        beside=f"a channel with few {_two(times[short.id])}", ratio=ratio, target="≤ 2 × a short one", is_met=ratio <= 2,
    )  # fmt: skip
    count = [len(queries[channel.id].texts) for channel in (long, short)]
    report.judged(
        "queries of the page", str(count[0]), beside=f"a channel with few {count[1]}", target="no more", is_met=count[0] <= count[1]
    )
    if asked.failures:
        report.told("pages that were not answered by 200", str(asked.failures))
    await _together(stage, long)
    await _browse(stage, long)


async def _together(stage: Stage, channel: Channel) -> None:
    scene, sizes = stage.scene, stage.sizes
    pages = PageReaders(stage.product.port, stage.product.host)
    people = [scene.people[channel.people[nth % len(channel.people)]] for nth in range(sizes.readers)]
    await pages.start(people, [f"/o/{scene.slug}/chat/c/{channel.id}/"])
    await asyncio.sleep(sizes.seconds)
    await pages.stop()
    shown = f"{_two(sorted(pages.seconds))}, {len(pages.seconds) / sizes.seconds:.0f} pages/s"
    stage.report.told(f"the same page, {sizes.readers} readers without pause", shown)


async def _browse(stage: Stage, channel: Channel) -> None:
    scene, sizes = stage.scene, stage.sizes
    what = f"browser memory after scrolling back over {sizes.scrolled} messages"
    try:
        found: Browsing = await scroll_back(
            f"http://{stage.product.host}/o/{scene.slug}/chat/c/{channel.id}/",
            session=scene.people[channel.people[0]].sessions[0],
            messages=sizes.scrolled,
        )
    except ImportError:
        stage.report.left_out(what, "Playwright is not installed (bin/setup dev)")
        return
    shown = f"{found.heap_after:.1f} MiB of heap, {found.nodes_after} nodes, {found.rows} rows; {found.seconds:.0f} s"
    if found.passed < sizes.scrolled:
        shown += f"; only {found.passed} messages were reached"
    stage.report.told(what, shown, beside=f"when opened {found.heap_before:.1f} MiB, {found.nodes_before} nodes")


def _two(ordered: list[float]) -> str:
    return "/".join(f"{percentile(ordered, share) * 1000:.0f}" for share in (0.5, 0.95)) + " ms"
