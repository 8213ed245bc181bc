# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child processes: started so that they never outlive their parent, recognised later by number and start time."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def start_child(command: list[str], *, death_signal: signal.Signals = signal.SIGTERM, **arguments: Any) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own (Ctrl-C reaches only us). It gets `death_signal` when we die."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_bind_to_parent(death_signal), **arguments)  # noqa: PLW1509


def _bind_to_parent(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def bind() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # it died between fork and here
                os._exit(1)

    return bind


def start_time(pid: int) -> str | None:
    """When the process started, in clock ticks since boot; None when there is none (or it is a zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def working_folder(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def is_alive(pid: int) -> bool:
    if sys.platform == "linux":
        return start_time(pid) is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_process(pid: int, signals: list[tuple[signal.Signals, float]]) -> bool:
    """Send each signal and wait its seconds until the process has ended. `pid` must have been verified to be ours."""
    started = start_time(pid)
    for number, seconds in signals:
        if not is_alive(pid) or start_time(pid) != started:
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_until(lambda: not is_alive(pid) or start_time(pid) != started, seconds):
            return True
    return False


def wait_until(condition: Callable[[], bool], seconds: float, pause: Callable[[float], object] = time.sleep) -> bool:
    """Ask every 20 ms until `condition` holds; False when it did not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause(0.02)
    return True
