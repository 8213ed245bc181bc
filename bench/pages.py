# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast are pages for ten people who read at the same time? Prints p50, p95 and queries of each page: bin/bench pages.

Each reader keeps one connection and one session, and asks for the same page again as soon as it has it.
"""

import os
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

ADDRESS = os.environ.get("RUCHE_BENCH_ADDRESS", "http://localhost:8000")
PASSWORD = os.environ.get("RUCHE_DEMO_PASSWORD", "ruche-demo-2026")
READERS = 10
SECONDS = 10
PAGES = {
    "sign-in": "/account/sign-in/",
    "home": "/o/atelier-sarcelle/",
    "channel": "/o/atelier-sarcelle/chat/",
    "members": "/o/atelier-sarcelle/settings/members/",
}


def sign_in() -> httpx.Client:
    client = httpx.Client(base_url=ADDRESS, follow_redirects=True, timeout=30)
    page = client.get("/account/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    form = {"csrfmiddlewaretoken": token.group(1) if token else "", "login": "nora@ruche.example", "password": PASSWORD}
    answer = client.post("/account/sign-in/", data=form, headers={"Referer": f"{ADDRESS}/account/sign-in/"})
    if "/o/" not in str(answer.url):
        sys.exit(f"Signing in led to {answer.url}: is this the demonstration?")
    return client


def read(client: httpx.Client, path: str) -> list[float]:
    """Milliseconds of each answer."""
    times, end = [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        begun = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            sys.exit(f"{path} answered {answer.status_code}")
    return times


def main() -> None:
    signed_in = sign_in()
    cookies = dict(signed_in.cookies)
    print(f"{'page':<10}{'p50 ms':>9}{'p95 ms':>9}{'answers/s':>11}{'alone ms':>10}{'bytes':>9}")
    for name, path in PAGES.items():
        target = str(signed_in.get(path).url) if name != "sign-in" else ADDRESS + path
        readers = [httpx.Client(cookies=cookies if name != "sign-in" else None, timeout=30) for _reader in range(READERS)]
        alone = statistics.median(_once(readers[0], target) for _time in range(20))
        with ThreadPoolExecutor(READERS) as pool:
            times = sorted(one for part in pool.map(lambda reader, target=target: read(reader, target), readers) for one in part)
        size = len(readers[0].get(target, headers={"Accept-Encoding": "gzip"}).content)
        p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"{name:<10}{p50:>9.0f}{p95:>9.0f}{len(times) / SECONDS:>11.0f}{alone:>10.1f}{size:>9}")


def _once(client: httpx.Client, path: str) -> float:
    begun = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
