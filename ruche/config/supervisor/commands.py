# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the supervisor's Python children are started."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from ruche.config.processes import start_child

_MOST_FILES = 65_536


def python_child(*arguments: str, variables: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """`python -m ruche.config…` with our environment; few malloc arenas, since each thread would keep its own.

    When the supervisor dies unasked the database ends too: there is nothing left to do in order, so these end at once.
    """
    environment = {"MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1", **os.environ, **(variables or {})}
    return start_child(
        [sys.executable, "-m", *arguments], death_signal=signal.SIGKILL, env=environment, stdin=subprocess.DEVNULL, **options
    )


def raise_file_limit() -> None:
    """Each socket is an open file: take as many as we may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
