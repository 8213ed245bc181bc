# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loaded before everything else (`-p tests.environment`): the settings of a test run come from here, not from the shell."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".cache" / "test"

for name in [name for name in os.environ if name.startswith("RUCHE_") and not name.startswith("RUCHE_TEST_")]:
    del os.environ[name]
# A server from outside, for the same tests on another PostgreSQL: the two roles, and one that may create databases.
SUPERUSER_URL = os.environ.get("RUCHE_TEST_SUPERUSER_URL")
if SUPERUSER_URL:
    os.environ["RUCHE_OWNER_DATABASE_URL"] = os.environ["RUCHE_TEST_OWNER_URL"]
    os.environ["DATABASE_URL"] = os.environ["RUCHE_TEST_APP_URL"]
else:
    os.environ.pop("DATABASE_URL", None)
os.environ.update(
    RUCHE_DATA_DIR=str(DATA),
    RUCHE_DEMO="0",
    RUCHE_LOG_FORMAT="json",
    DJANGO_SETTINGS_MODULE="ruche.config.settings",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright's synchronous API runs a loop in the main thread
)
