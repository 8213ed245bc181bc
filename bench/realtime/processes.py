# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes of a run: on which core they work, how much they used, that none outlives the run."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ruche.config.processes import end_process, start_child

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))

# Servers that are measured have a core of their own; load, database and worker share the other one.
SERVER_CORE = {_CORES[0]}
LOAD_CORE = set(_CORES[1:]) or SERVER_CORE


def take_load_core() -> None:
    """This process is the load; it goes first on its core, as if it were another machine."""
    os.sched_setaffinity(0, LOAD_CORE)
    with suppress(PermissionError):
        os.nice(-10)


@contextmanager
def on_core(cores: set[int]) -> Iterator[None]:
    """What is started meanwhile runs there, and with an ordinary priority."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def start(
    command: list[str], *, cores: set[int], log: Path, env: dict[str, str], pass_fds: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    with on_core(cores), log.open("ab") as output:
        process = start_child(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=pass_fds)
    with suppress(PermissionError, ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, process.pid, 0)
    return process


def start_python(module: str, *words: str, **options: object) -> "subprocess.Popen[bytes]":
    return start([sys.executable, "-m", module, *words], **options)  # type: ignore[arg-type]


def end(process: "subprocess.Popen[bytes] | None", seconds: float = 20) -> None:
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return
    end_process(process.pid, [(signal.SIGKILL, 5)])
    process.wait(5)


def move(pid: int, cores: set[int]) -> None:
    """A process with its threads and children, and everything that they will start."""
    for one in [pid, *descendants(pid)]:
        for task in _tasks(one):
            with suppress(ProcessLookupError, PermissionError):
                os.sched_setaffinity(task, cores)


def cpu_seconds(pid: int) -> float:
    """Processor time of one process, of all its threads, since it began."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def open_files_limit(pid: int) -> int:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(int(line.split()[3]) for line in lines if line.startswith("Max open files"))


def descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _tasks(pid: int) -> list[int]:
    try:
        return [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
