# SPDX-License-Identifier: AGPL-3.0-or-later
import os
import secrets
from pathlib import Path

from django.conf import settings

from ruche.kernel.security.sealing import encryption_keys, reseal_everything


def rotate_keys() -> dict[str, int]:
    """Seal everything with a new key; how many secrets were sealed anew, by kind.

    Where the environment gives the keys, its first one is the new one. Else the file gets another first line, and keeps one
    former key for processes that sealed something in between; the one before that is gone.
    """
    file: Path | None = settings.ENVIRONMENT.encryption_file
    if file is None:
        return reseal_everything()
    before = encryption_keys()
    _write(file, (secrets.token_urlsafe(48), *before))
    changed = reseal_everything()
    _write(file, (encryption_keys()[0], before[0]))
    return changed


def _write(file: Path, keys: tuple[str, ...]) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write("".join(f"{key}\n" for key in keys))
        opened.flush()
        os.fsync(opened.fileno())
    temporary.replace(file)
