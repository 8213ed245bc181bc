# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of settings names every setting, and nothing else."""

import re
from pathlib import Path

from ruche.config.environment import read_environment

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "admin" / "settings.md"


def test_page_of_settings(tmp_path: Path) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|.*$", _PAGE.read_text(), re.MULTILINE)
    known = read_environment({"RUCHE_DATA_DIR": str(tmp_path)}).known
    secrets = {name.removesuffix("_FILE") for name in known if name.endswith("_FILE")}
    assert sorted(rows) == sorted(name for name in known if not name.endswith("_FILE"))
    marked = re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| \*secret\*", _PAGE.read_text(), re.MULTILINE)
    assert set(marked) == secrets
