# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes are refused a little before the disk is full: the database would otherwise end in the middle of them.

Only for the embedded server, which shares the disk. Reading, and signing in to read, go on.
"""

import os
import time
from pathlib import Path

from ruche.config.front.limits import MIB

_LOW, _VERY_LOW = 100 * MIB, 30 * MIB
_LOOK_EVERY = 1.0  # seconds
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SIGNING_IN = ("/account/", "/api/v1/token/")


class Disk:
    """`folder` None: there is nothing to watch."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._looked_at = float("-inf")
        self._free = 0

    def refuses(self, method: str, path: str) -> bool:
        if self._folder is None or method in _READING:
            return False
        return self._free_bytes(self._folder) < (_VERY_LOW if path.startswith(_SIGNING_IN) else _LOW)

    def _free_bytes(self, folder: Path) -> int:
        now = time.monotonic()
        if now - self._looked_at > _LOOK_EVERY:
            status = os.statvfs(folder)
            self._free, self._looked_at = status.f_bavail * status.f_frsize, now
        return self._free
