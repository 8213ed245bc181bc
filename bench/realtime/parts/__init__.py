# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts, in the order in which they run."""

from collections.abc import Awaitable, Callable

from bench.realtime.parts.fanout import fanout
from bench.realtime.parts.path import path
from bench.realtime.stage import Stage

PARTS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "fanout": fanout,
    "path": path,
}
