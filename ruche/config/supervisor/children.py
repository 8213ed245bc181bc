# SPDX-License-Identifier: AGPL-3.0-or-later
"""One watched process: how to start it, when to start it again."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from ruche.config.processes import end_process, start_time

_FIRST_DELAY, _LONGEST_DELAY = 0.1, 5.0  # seconds: however often it ended, it is back within ten
_STEADY_AFTER = 60.0  # seconds: a process that lived so long starts with the first delay again


class Child:
    """`start` makes the process; its number is kept in `record`, for a later start to recognise."""

    def __init__(self, name: str, start: Callable[[], "subprocess.Popen[bytes]"], record: Path) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self.start_at: float | None = None
        self._start = start
        self._record = record
        self._started_at = 0.0
        self._failures = 0

    def start(self) -> None:
        self.start_at = None
        self._started_at = time.monotonic()
        self.process = self._start()
        self._record.write_text(f"{self.process.pid} {start_time(self.process.pid)}")

    def has_ended(self) -> int | None:
        """The exit status (negative: the signal) of a process that ended unasked; it is told once."""
        if self.process is None or self.process.poll() is None:
            return None
        status, self.process = self.process.returncode, None
        return status

    def plan_restart(self) -> float:
        """Seconds until the next start: twice as long each time, unless it had been steady."""
        if time.monotonic() - self._started_at > _STEADY_AFTER:
            self._failures = 0
        delay = min(_LONGEST_DELAY, _FIRST_DELAY * 2.0**self._failures)
        self._failures += 1
        self.start_at = time.monotonic() + delay
        return delay

    def request_end(self) -> None:
        self.start_at = None
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Wait so long for the requested end, then force it."""
        if self.process is not None:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        self.forget()

    def forget(self) -> None:
        with contextlib.suppress(OSError):
            self._record.unlink()


def end_recorded(record: Path) -> None:
    """End a process that an earlier supervisor recorded, if it is still that very one."""
    try:
        number, started = record.read_text().split()
        pid = int(number)
    except (OSError, ValueError):
        return
    if started != "None" and start_time(pid) == started:
        end_process(pid, [(signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)])
    with contextlib.suppress(OSError):
        record.unlink()


def describe(status: int) -> str:
    """In words: why a process ended."""
    if status >= 0:
        return f"with status {status}"
    try:
        return f"by signal {signal.Signals(-status).name}"
    except ValueError:
        return f"by signal {-status}"
