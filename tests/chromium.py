# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Chromium of tests, benches and pictures. Its headless shell has no window to draw: half the time of the whole browser."""

import os
from pathlib import Path
from shutil import which

NAME = "chromium-headless-shell"
UNPACKED = Path(__file__).resolve().parent.parent / ".cache" / "system" / NAME


def find_chromium() -> str:
    """That of `RUCHE_TEST_CHROMIUM`, of the system, or the one that tests/system_packages unpacked."""
    return os.environ.get("RUCHE_TEST_CHROMIUM") or which(NAME) or str(UNPACKED)
