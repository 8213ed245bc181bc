# SPDX-License-Identifier: AGPL-3.0-or-later
"""A headless Chromium that scrolls a conversation back to its past."""

import time
from dataclasses import dataclass
from typing import Any

from tests.chromium import find_chromium

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_ROW = '[id^="message-"][data-position]'
# To the first row that is there; what lies before it is fetched ahead.
_SCROLL = """() => {
  const rows = [...document.querySelectorAll('[id^="message-"][data-position]')];
  rows[0].scrollIntoView({ block: "start" });
  const positions = rows.map((row) => Number(row.dataset.position)).filter((position) => position > 0);
  return { first: Math.min(...positions), last: Math.max(...positions), rows: rows.length };
}"""
_PATIENCE = 8.0  # seconds without earlier messages


@dataclass
class Browsing:
    heap_before: float  # MiB
    heap_after: float
    nodes_before: int
    nodes_after: int
    rows: int  # in the document at the end
    passed: int  # messages scrolled over
    seconds: float


async def scroll_back(address: str, *, session: str, messages: int) -> Browsing:
    """Raises ImportError without Playwright."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
        try:
            context = await browser.new_context(viewport={"width": 1440, "height": 900})
            await context.add_cookies([{"name": "ruche_session", "value": session, "url": address}])
            page = await context.new_page()
            tools = await context.new_cdp_session(page)
            await tools.send("Performance.enable")
            await page.goto(address)
            await page.wait_for_selector(_ROW)
            await page.wait_for_timeout(1000)
            heap_before, nodes_before = await _memory(tools)
            began = time.monotonic()
            newest, found = (await page.evaluate(_SCROLL))["last"], await _scroll(page, messages)
            heap_after, nodes_after = await _memory(tools)
            seconds = time.monotonic() - began
            return Browsing(heap_before, heap_after, nodes_before, nodes_after, found["rows"], newest - found["first"], seconds)
        finally:
            await browser.close()


async def _scroll(page: Any, messages: int) -> dict[str, int]:
    """To the top again and again, until so many messages lie behind or nothing earlier comes."""
    found = await page.evaluate(_SCROLL)
    newest, earliest, moved_at = found["last"], found["first"], time.monotonic()
    while newest - earliest < messages and time.monotonic() - moved_at < _PATIENCE:
        await page.wait_for_timeout(40)
        found = await page.evaluate(_SCROLL)
        if found["first"] < earliest:
            earliest, moved_at = found["first"], time.monotonic()
    return {**found, "first": earliest}


async def _memory(tools: Any) -> tuple[float, int]:
    """MiB that live after a collection, and nodes of the document."""
    await tools.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in (await tools.send("Performance.getMetrics"))["metrics"]}
    return metrics["JSHeapUsedSize"] / 2**20, int(metrics["Nodes"])
