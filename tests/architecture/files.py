# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the repository holds, by kind. Only files that git knows or would know."""

import subprocess
from functools import cache
from pathlib import Path

from tests.environment import ROOT


@cache
def repository_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def files_of(*suffixes: str, under: str = "") -> list[Path]:
    return [path for path in repository_files() if path.suffix in suffixes and path.is_relative_to(ROOT / under)]


def lines_matching(paths: list[Path], pattern: str) -> list[str]:
    """`file:line: text` of every line that matches."""
    import re

    expression = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if expression.search(line)
    ]
