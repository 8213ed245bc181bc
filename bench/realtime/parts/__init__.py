# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts, in the order in which they run."""

from collections.abc import Awaitable, Callable

from bench.realtime.parts.fanout import fanout
from bench.realtime.parts.idle import idle
from bench.realtime.parts.page import page
from bench.realtime.parts.path import path
from bench.realtime.parts.storm import storm
from bench.realtime.parts.two import two
from bench.realtime.parts.writers import writers
from bench.realtime.stage import Stage

PARTS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "fanout": fanout,
    "path": path,
    "storm": storm,
    "idle": idle,
    "page": page,
    "two": two,
    "writers": writers,
}
