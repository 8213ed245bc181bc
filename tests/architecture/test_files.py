# SPDX-License-Identifier: AGPL-3.0-or-later
"""Size, names and first lines of files."""

import pytest

from tests.architecture.files import ROOT, files_of, lines_matching, repository_files

LONGEST = 400
CODE = (".py", ".ts", ".css", ".html", ".sh")


def test_no_hand_written_file_is_too_long():
    long = {
        str(path.relative_to(ROOT)): count
        for path in files_of(*CODE)
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_no_file_is_named_after_nothing():
    names = {"utils", "helpers", "common", "misc"}
    assert [str(path.relative_to(ROOT)) for path in repository_files() if path.stem in names or names & set(path.parts)] == []


def test_every_source_file_states_its_licence():
    missing = [
        str(path.relative_to(ROOT))
        for path in files_of(*CODE)
        if "templates/tests" not in path.as_posix()
        and path.stat().st_size
        and "SPDX-License-Identifier: AGPL-3.0-or-later" not in "".join(path.read_text().splitlines()[:3])
    ]
    assert missing == []


def test_lock_files_name_no_address():
    locks = [path for path in repository_files() if path.name == "package-lock.json" or path.parent.name == "requirements"]
    assert len(locks) >= 3
    assert lines_matching(locks, r'"resolved"|--(extra-)?index-url|--find-links') == []


@pytest.mark.parametrize("pattern", [r"""(src|href)=["']https?://""", r"""url\(["']?https?://""", r"import .*https?://"])
def test_nothing_is_loaded_from_outside(pattern):
    sources = [path for path in files_of(".html", ".css", ".ts", under="ruche") if "tests" not in path.parts]
    assert lines_matching(sources, pattern) == []
