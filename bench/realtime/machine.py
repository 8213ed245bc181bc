# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine a run was made on, and how much of it others used meanwhile."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.realtime.processes import LOAD_CORE, SERVER_CORE, cpu_seconds, descendants

_TICKS = os.sysconf("SC_CLK_TCK")


def facts() -> list[str]:
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?"
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "uvicorn", "uvloop", "psycopg"))
    pinning = f"servers on core {min(SERVER_CORE)}, load, database and worker on {','.join(map(str, sorted(LOAD_CORE)))}"
    if SERVER_CORE == LOAD_CORE:
        pinning = "one core for everything"
    return [
        f"{time.strftime('%Y-%m-%d %H:%M')} · {model}, {os.cpu_count()} cores, {memory} GiB · {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {packages} · {pinning}",
    ]


@dataclass
class Disturbance:
    """Cores' worth of work that was not ours."""

    cores: float = 0.0

    def __str__(self) -> str:
        return f"others used {self.cores * 100:.0f} % of a core"


@contextmanager
def watched() -> Iterator[Disturbance]:
    """How much others work during the block; known when it ends."""
    found = Disturbance()
    began, all_before, ours_before = time.monotonic(), _busy(), _ours()
    try:
        yield found
    finally:
        seconds = time.monotonic() - began
        ours_now = _ours()
        ours = sum(used - ours_before.get(pid, 0.0) for pid, used in ours_now.items())
        found.cores = max(0.0, (_busy() - all_before - ours) / max(seconds, 0.001))


def fsync_seconds(folder: Path, count: int = 100) -> float:
    """How long an fdatasync of one page takes there."""
    path = folder / "fsync"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, b"\0" * 8192)
        os.fdatasync(descriptor)
        began = time.perf_counter()
        for _ in range(count):
            os.pwrite(descriptor, os.urandom(16), 0)
            os.fdatasync(descriptor)
        return (time.perf_counter() - began) / count
    finally:
        os.close(descriptor)
        path.unlink()


def _busy() -> float:
    """Core seconds since boot in which a core was not idle."""
    fields = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS


def _ours() -> dict[int, float]:
    used = {}
    for pid in [os.getpid(), *descendants(os.getpid())]:
        try:
            used[pid] = cpu_seconds(pid)
        except OSError:
            continue
    return used
