# SPDX-License-Identifier: AGPL-3.0-or-later
"""A third-party module declares itself by an entry point; whatever it does wrong, the site starts without it."""

import sys
from importlib.metadata import EntryPoint

import pytest

from ruche.kernel.modules import discovery

MANIFEST = """
from ruche.kernel.modules.manifest import Category, Manifest
manifest = Manifest(name="{name}", label="Bees", summary="", icon="hash", category=Category.WORK{more})
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """install(name, files): a package on the path and its entry point."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def put(name: str, files: dict[str, str]) -> None:
        package = tmp_path / f"foreign_{name}"
        package.mkdir()
        for file, text in {"__init__.py": "", "apps.py": "", **files}.items():
            (package / file).write_text(text)
        point = EntryPoint(name, f"foreign_{name}", discovery.ENTRY_POINT_GROUP)
        monkeypatch.setattr(discovery, "entry_points", lambda group: [point])

    yield put
    for module in set(sys.modules) - before:
        if module.startswith("foreign_"):
            del sys.modules[module]


def test_a_sound_module_is_found(install):
    install("bees", {"manifest.py": MANIFEST.format(name="bees", more="")})
    found = discovery.discover()
    assert found.manifests["bees"].package == "foreign_bees"
    assert "foreign_bees" in found.packages
    assert found.set_aside == ()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "ModuleNotFoundError"),
        ({"manifest.py": "1 / 0"}, "ZeroDivisionError"),
        ({"manifest.py": "raise SystemExit"}, "SystemExit"),
        ({"manifest.py": "manifest = 1"}, "TypeError"),
        ({"manifest.py": MANIFEST.format(name="wasps", more="")}, "entry point"),
        ({"manifest.py": MANIFEST.format(name="bees", more=", module_api=2")}, "module API 2"),
        ({"manifest.py": MANIFEST.format(name="bees", more=', requires=("hive",)')}, "hive"),
        ({"manifest.py": MANIFEST.format(name="bees", more=""), "apps.py": "import nothing_of_the_kind"}, "nothing_of_the_kind"),
        ({"manifest.py": MANIFEST.format(name="bees", more=""), "models.py": "def"}, "SyntaxError"),
    ],
)
def test_a_broken_module_is_set_aside_with_its_reason(install, files, reason):
    install("bees", files)
    found = discovery.discover()
    assert "chat" in found.manifests
    assert "bees" not in found.manifests
    assert [one.name for one in found.set_aside] == ["bees"]
    assert reason in found.set_aside[0].reason


def test_a_module_may_not_take_the_name_of_ours(install):
    install("chat", {"manifest.py": MANIFEST.format(name="chat", more="")})
    found = discovery.discover()
    assert found.manifests["chat"].package == "ruche.modules.chat"
    assert [one.name for one in found.set_aside] == ["chat"]
