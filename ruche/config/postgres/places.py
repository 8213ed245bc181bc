# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the embedded server keeps its files, and how its user reaches them."""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ruche.config.environment.embedded import socket_folder
from ruche.config.errors import StartRefused
from ruche.config.postgres.identity import Identity, server_identity


@dataclass(frozen=True)
class Places:
    data_dir: Path
    identity: Identity

    @property
    def folder(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.data_dir / "logs" / "postgres.log"

    @property
    def socket(self) -> Path:
        return socket_folder(self.data_dir)


def prepare_places(data_dir: Path) -> Places:
    """Make what is missing; only folders that Ruche made itself change owner or mode."""
    places = Places(data_dir, server_identity(data_dir / "postgres" / "cluster"))
    try:
        for folder in (data_dir, places.log.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (places.folder, places.socket):
            folder.parent.mkdir(mode=0o755, exist_ok=True)
            _make_private(folder, places.identity)
    except OSError as error:
        raise StartRefused(f"The folder {error.filename} of the database cannot be prepared: {error.strerror}.") from None
    return places


def _make_private(folder: Path, identity: Identity) -> None:
    try:
        folder.mkdir(mode=0o700)
        identity.take(folder)
    except FileExistsError:
        status = folder.lstat()
        if status.st_uid == 0 and identity.is_other and stat.S_ISDIR(status.st_mode) and not any(folder.iterdir()):
            identity.take(folder)  # a first start ended between the two lines above
        elif not stat.S_ISDIR(status.st_mode) or status.st_uid != identity.user_id or status.st_mode & 0o077:
            raise StartRefused(
                f"The folder {folder} is not private to the user of the database: check who made it, and remove it if nothing needs it."
            ) from None


class Door:
    """A path by which the server's user reaches `folder`, even when it may not enter the folders above it.

    On Linux the child inherits a descriptor of the folder: /proc/self/fd/N opens it without walking there.
    """

    def __init__(self, folder: Path, identity: Identity) -> None:
        self._descriptor: int | None = None
        self.path = folder
        if identity.is_other and sys.platform == "linux":
            self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            self.path = Path(f"/proc/self/fd/{self._descriptor}")

    @property
    def inherited(self) -> tuple[int, ...]:
        return () if self._descriptor is None else (self._descriptor,)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
