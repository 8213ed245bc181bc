# SPDX-License-Identifier: AGPL-3.0-or-later
"""Secrets made on the first start and kept in the data folder, readable by their owner alone."""

import contextlib
import os
import secrets
from pathlib import Path

from ruche.config.environment.errors import SettingError


def kept_secret(data_dir: Path, name: str, length: int = 48) -> str:
    """The secret `name` of this data folder; made (`length` random bytes) when it does not exist yet."""
    path = data_dir / "secrets" / name
    try:
        return path.read_text().strip() or _make(path, length)
    except FileNotFoundError:
        return _make(path, length)
    except OSError as error:
        raise SettingError(f"RUCHE_DATA_DIR: the secret {path} cannot be read: {error.strerror}.") from None


def _make(path: Path, length: int) -> str:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(length))
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: of two processes that start together the first one's secret stays.
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        return path.read_text().strip()
    except OSError as error:
        raise SettingError(f"RUCHE_DATA_DIR: the secret {path} cannot be written: {error.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
