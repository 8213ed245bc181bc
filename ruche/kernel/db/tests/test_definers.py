# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kernel runs without any module: what it calls, it installs."""

import re
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

import ruche.kernel
from ruche.kernel.db.definers import DEFINERS
from ruche.kernel.db.operations import InstallDefiner

_KERNEL = Path(ruche.kernel.__file__).parent
_NAMES = re.compile(rf"(?:select|from) ({'|'.join(DEFINERS)})\(")  # in SQL, not in Python


def called() -> set[str]:
    sources = (path for path in _KERNEL.rglob("*.py") if not {"tests", "migrations"} & set(path.parts) and path.name != "definers.py")
    return {name for path in sources for name in _NAMES.findall(path.read_text())}


def installed() -> set[str]:
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    kernel = [migration for migration in migrations if type(migration).__module__.startswith("ruche.kernel.")]
    return {operation.name for migration in kernel for operation in migration.operations if isinstance(operation, InstallDefiner)}


def test_every_function_that_the_kernel_calls_is_installed_by_a_migration_of_the_kernel() -> None:
    assert called() >= {"membership_organisations", "search_write"}
    assert called() <= installed()
