# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data folder: space, place, and who may read its secrets."""

import shutil
from pathlib import Path

from ruche.config.doctor.findings import Findings, broken, doubtful, well
from ruche.config.environment import Environment

_LEAST, _COMFORTABLE = 200, 1024  # MB


def look_at_files(environment: Environment) -> Findings:
    folder = environment.data_dir
    yield from _space(folder)
    if checkout := next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None):
        yield doubtful(
            "Data folder",
            f"{folder} lies inside the checkout {checkout}: cleaning or removing the checkout removes the data",
            "Fine for trying. Otherwise stop Ruche, move the folder, and set RUCHE_DATA_DIR to where it is.",
        )
    open_secrets = [path for path in (folder / "secrets").glob("*") if path.stat().st_mode & 0o077]
    for path in open_secrets:
        yield broken("Secrets", f"others can read {path}", f"chmod 600 {path}")
    if not open_secrets:
        yield well("Secrets", "only their owner can read them")


def _space(folder: Path) -> Findings:
    usage = shutil.disk_usage(folder)
    free = usage.free // 1024 // 1024
    if free < _LEAST:
        yield broken("Disk", f"{free} MB free at {folder}: Ruche does not start below {_LEAST}", "Make room, or move the data folder.")
    elif free < _COMFORTABLE:
        yield doubtful("Disk", f"only {free} MB free at {folder}", "Make room soon: a full disk stops all writing.")
    else:
        yield well("Disk", f"{free:,} MB free at {folder}")
