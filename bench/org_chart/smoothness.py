# SPDX-License-Identifier: AGPL-3.0-or-later
"""How smoothly something moves in Chromium, from a trace of the browser itself: when each picture was drawn, and what it cost the page."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
SMOOTH = 17.0  # ms: 60 pictures a second
_SECONDS = 4
_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline.frame", "toplevel", "blink.user_timing"]
# One wheel turn for each picture of the page, in and out again, as somebody does who zooms without pause.
_TURN = """([selector, seconds]) => new Promise((done) => {
  const canvas = document.querySelector(selector), { left, top, width, height } = canvas.getBoundingClientRect();
  const end = performance.now() + seconds * 1000;
  performance.mark("zooming");
  const step = (now) => {
    const place = { clientX: left + width / 2, clientY: top + height / 2 };
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: Math.sin(now / 300) * 12, ctrlKey: true, cancelable: true, ...place }));
    if (now < end) requestAnimationFrame(step); else { performance.mark("zoomed"); done(); }
  };
  requestAnimationFrame(step);
})"""
# A page with nothing but one box that grows and shrinks: what this machine can draw at all.
EMPTY = """<!doctype html><style>body{margin:0}#all{position:fixed;inset:0;overflow:hidden}
#box{width:60%;height:60%;background:#999;will-change:transform}</style><div id="all"><div id="box"></div></div>
<script>let scale = 1; document.querySelector("#all").addEventListener("wheel", (event) => { scale *= Math.exp(-event.deltaY / 200);
document.querySelector("#box").style.transform = `scale(${scale})`; });</script>"""


@dataclass(frozen=True)
class Smoothness:
    """`intervals`: ms from picture to picture. `work`: ms of the page's own thread for each picture, on average."""

    intervals: list[float]
    work: float

    @property
    def smooth(self) -> float:
        return sum(one < SMOOTH + 0.5 for one in self.intervals) / max(len(self.intervals), 1)

    def at(self, percent: int) -> float:
        ordered = sorted(self.intervals)
        return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] if ordered else 0.0

    def __str__(self) -> str:
        drawn = f"{self.smooth:.0%} of {len(self.intervals)}, p50 {self.at(50):.1f} ms, p95 {self.at(95):.1f} ms"
        return f"{drawn}, {self.work:.1f} ms of the page’s thread each"


def measure(browser: Browser, page: Page, selector: str) -> Smoothness:
    """Zoom for some seconds on what the selector names."""
    page.evaluate(_TURN, [selector, 1])  # warm
    browser.start_tracing(page=page, categories=_CATEGORIES)
    page.evaluate(_TURN, [selector, _SECONDS])
    return read_trace(json.loads(browser.stop_tracing())["traceEvents"])


def read_trace(events: list[dict[str, Any]]) -> Smoothness:
    begins, ends = (_mark(events, name) for name in ("zooming", "zoomed"))
    during = [one for one in events if begins["ts"] <= one.get("ts", 0) <= ends["ts"]]
    of_page = [one for one in during if one.get("pid") == begins["pid"]]
    drawn = sorted(one["ts"] for one in of_page if one["name"] == "DrawFrame")
    intervals = [(later - earlier) / 1000 for earlier, later in pairwise(drawn)]
    return Smoothness(intervals, _work(of_page, begins["tid"]) / max(len(drawn), 1))


def _mark(events: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """The last mark of that name: the first is of the warm run."""
    found = [one for one in events if one["name"] == name and "blink.user_timing" in one.get("cat", "")]
    return found[-1]


def _work(events: Iterable[dict[str, Any]], thread: int) -> float:
    """ms that the page's own thread was busy."""
    tasks = [one for one in events if one["name"].endswith("RunTask") and one.get("tid") == thread and one["ph"] == "X"]
    return sum(int(one.get("dur", 0)) for one in tasks) / 1000
