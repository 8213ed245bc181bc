# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the supervisor's Python children are started."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from ruche.config.processes import start_child


def python_child(*arguments: str, variables: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """`python -m ruche.config…` with our environment; few malloc arenas, since each thread would keep its own.

    When the supervisor dies unasked the database ends too: there is nothing left to do in order, so these end at once.
    """
    environment = {"MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1", **os.environ, **(variables or {})}
    return start_child(
        [sys.executable, "-m", *arguments], death_signal=signal.SIGKILL, env=environment, stdin=subprocess.DEVNULL, **options
    )
