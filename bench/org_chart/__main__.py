# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation chart of 500 people: `bin/bench org_chart`. What the server takes, and how many pictures a second zooming gets."""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import django

import tests.environment  # noqa: F401  the settings come from there

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from bench.org_chart.scene import make_scene  # noqa: E402
from bench.org_chart.smoothness import EMPTY, FLAGS, measure  # noqa: E402
from bench.realtime.report import Report  # noqa: E402
from ruche.kernel.db.context import organisation_scope  # noqa: E402
from ruche.kernel.testing.people import find_actor  # noqa: E402
from ruche.modules.people.selectors import get_chart  # noqa: E402
from tests.chromium import find_chromium  # noqa: E402
from tests.databases import create_test_database, drop_test_database  # noqa: E402
from tests.live import live_server  # noqa: E402
from tests.server import test_server  # noqa: E402

ROUNDS = 30
PAGE = "/o/cinq-cents/people/chart/"
CHART = (("the page", PAGE), ("the list with everybody", PAGE + "?view=list"), ("the drawing", "/o/cinq-cents/people/chart.svg"))
DIRECTORY = (("the directory, a page of 48", "/o/cinq-cents/people/"), ("the directory as a file", "/o/cinq-cents/people/export/"))


def main() -> None:
    with test_server():
        create_test_database("bench_org_chart")
        try:
            _run(Report())
        finally:
            drop_test_database("bench_org_chart")


def _run(report: Report) -> None:
    organisation, owner = make_scene()
    report.begin("org_chart")
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner)
    with organisation_scope(organisation.id, owner.pk):
        report.told("reading the chart", _p(_times(lambda: get_chart(find_actor(owner, organisation)))[0]))
    for what, address in CHART:
        shown, taken = _asked(client, address)
        report.judged(f"{what}, 500 people", shown, is_met=_at(taken, 95) < 0.3, target="p95 < 300 ms")
    for what, address in DIRECTORY:
        report.told(f"{what}, 500 people", _asked(client, address)[0])
    with live_server() as address:
        _zoom(report, client, address)


def _asked(client: Client, address: str) -> tuple[str, list[float]]:
    taken, worked = _times(partial(_get, client, address))
    return f"{_p(taken)}; processor {_at(worked, 50) * 1000:.0f} ms", taken


def _get(client: Client, address: str) -> None:
    answer: Any = client.get(address)
    assert answer.status_code == 200
    assert answer.getvalue()  # also of what is written while it is sent


def _zoom(report: Report, client: Client, address: str) -> None:
    before = os.getloadavg()[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.set_content(EMPTY)
        empty = measure(browser, page, "#all")
        page.goto(address + PAGE)
        page.locator(".is-canvas .r-node").first.wait_for()
        page.wait_for_load_state("networkidle")
        chart = measure(browser, page, ".l-canvas")
        browser.close()
    what, target = "pictures in under 17 ms while zooming", "≥ 95 %"
    report.judged(what, str(chart), is_met=chart.smooth >= 0.95, target=target, beside=f"one box on an empty page: {empty}")
    report.told("load of the machine before and after", f"{before:.1f}, {os.getloadavg()[0]:.1f} for {os.cpu_count()} cores")


def _times(act: Callable[[], Any]) -> tuple[list[float], list[float]]:
    """Seconds of the clock and of the processor, each in order."""
    act()
    taken, worked = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        act()
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return sorted(taken), sorted(worked)


def _at(taken: list[float], percent: int) -> float:
    return taken[min(len(taken) * percent // 100, len(taken) - 1)]


def _p(taken: list[float]) -> str:
    return f"p50 {_at(taken, 50) * 1000:.0f} ms, p95 {_at(taken, 95) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
