# SPDX-License-Identifier: AGPL-3.0-or-later
"""As many connections as we may have, and a word about it."""

import resource
import subprocess
import sys

import pytest

from ruche.config.doctor.connections import look_at_connections
from ruche.config.open_files import COMFORTABLE, MOST


@pytest.mark.parametrize(("soft", "hard"), [(256, 4096), (256, 512), (512, 512)])
def test_the_soft_limit_becomes_the_hard_one(soft: int, hard: int) -> None:
    program = "import resource; from ruche.config.open_files import raise_file_limit; print(raise_file_limit(), *resource.getrlimit(7))"
    assert resource.RLIMIT_NOFILE == 7
    answer = subprocess.run(
        [sys.executable, "-c", f"import resource; resource.setrlimit(7, ({soft}, {hard})); {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [str(hard)] * 3


@pytest.mark.parametrize(("hard", "state"), [(1024, "doubtful"), (COMFORTABLE, "well"), (resource.RLIM_INFINITY, "well")])
def test_the_doctor_says_how_many(monkeypatch: pytest.MonkeyPatch, hard: int, state: str) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (256, hard))
    (finding,) = look_at_connections()
    assert finding.state == state
    assert f"{MOST if hard == resource.RLIM_INFINITY else hard:,} at most" in finding.what
