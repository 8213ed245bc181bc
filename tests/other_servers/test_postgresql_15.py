# SPDX-License-Identifier: AGPL-3.0-or-later
"""The suites about data, again on the oldest PostgreSQL that Ruche supports, with another collation provider."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.other_servers.debian import debian_postgresql, install

SUITES = ["ruche/kernel", "ruche/modules", "tests/architecture", "tests/isolation"]


@pytest.mark.long
def test_the_same_suites_pass_on_debians_postgresql():
    install()
    with tempfile.TemporaryDirectory(prefix="ruche-pg15-") as folder, debian_postgresql(Path(folder)) as variables:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "2",
            "-m",
            "not long and not browser and not fault",
            *SUITES,
        ]
        ended = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-5000:]
    assert " passed" in ended.stdout
