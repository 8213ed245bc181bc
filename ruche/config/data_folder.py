# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder of an installation: one Ruche at a time, never an older Ruche on newer data, never without space."""

import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

from ruche import __version__
from ruche.config.errors import StartRefused

_LEAST_FREE = 200 * 1024 * 1024  # bytes


class DataFolder:
    """`open()` checks the folder and holds its lock until `close()` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def open(self, *, shared: bool = False) -> None:
        """`shared`: processes of a split installation (`--only`) live beside each other."""
        try:
            self._make()
            self._check_space()
            self._check_version()
            self._acquire(shared=shared)
            self._mark_version()
        except OSError as error:
            self.close()
            raise StartRefused(f"RUCHE_DATA_DIR is {self.path}, which cannot be used: {error.strerror}.") from None

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_in_use(self) -> bool:
        """Whether a whole Ruche runs on it."""
        try:
            with (self.path / "lock").open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def run(self, name: str) -> Path:
        """A file that says something about the processes running now."""
        return self.path / "run" / name

    def _make(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("run", "spool"):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.path).free
        if free < _LEAST_FREE:
            raise StartRefused(
                f"The disk of {self.path} is full ({free // 1024 // 1024} MB free, at least {_LEAST_FREE // 1024 // 1024} needed):"
                " make room, or set RUCHE_DATA_DIR to a folder elsewhere."
            )

    def _check_version(self) -> None:
        try:
            kept = (self.path / "version").read_text().strip()
        except FileNotFoundError:
            return
        if _numbers(kept) > _numbers(__version__):
            raise StartRefused(
                f"The data in {self.path} was written by Ruche {kept} and this is the older Ruche {__version__}: start the newer one."
            )

    def _acquire(self, *, shared: bool) -> None:
        self._lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(self._lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            holder = self._lock.read().strip()
            process = f" (process {holder})" if holder else ""
            raise StartRefused(
                f"The data folder {self.path} is in use by another Ruche{process}: stop that one, or set RUCHE_DATA_DIR to another folder."
            ) from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()

    def _mark_version(self) -> None:
        temporary = self.path / f".version.{os.getpid()}"  # of parts that start together each writes its own
        temporary.write_text(f"{__version__}\n")
        temporary.replace(self.path / "version")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
