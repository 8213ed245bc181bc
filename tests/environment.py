# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loaded before everything else (`-p tests.environment`): the settings of a test run come from here, not from the shell."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".cache" / "test"

for name in [name for name in os.environ if name.startswith("RUCHE_") and not name.startswith("RUCHE_TEST_")]:
    del os.environ[name]
os.environ.update(
    RUCHE_DATA_DIR=str(DATA),
    RUCHE_DEMO="0",
    RUCHE_LOG_FORMAT="json",
    DJANGO_SETTINGS_MODULE="ruche.config.settings",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright's synchronous API runs a loop in the main thread
)
