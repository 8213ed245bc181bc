# SPDX-License-Identifier: AGPL-3.0-or-later
"""One Ruche at a time, never an older one on newer data, never without space."""

import shutil
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from ruche import __version__
from ruche.config.data_folder import DataFolder
from ruche.config.errors import StartRefused

_Usage = namedtuple("_Usage", "total used free")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_it_is_made_private_and_marked(folder: DataFolder) -> None:
    folder.open()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert (folder.path / "version").read_text().strip() == __version__
    folder.close()


def test_mode_of_a_folder_that_was_there_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    folder = DataFolder(tmp_path)
    folder.open()
    assert tmp_path.stat().st_mode & 0o777 == 0o750
    folder.close()


def test_second_one_is_refused_until_the_first_one_closes(folder: DataFolder) -> None:
    other = DataFolder(folder.path)
    folder.open()
    assert other.is_in_use()
    with pytest.raises(StartRefused, match="in use by another Ruche"):
        other.open()
    folder.close()
    assert not other.is_in_use()
    other.open()
    other.close()


def test_parts_share_it(folder: DataFolder) -> None:
    other, whole = DataFolder(folder.path), DataFolder(folder.path)
    folder.open(shared=True)
    other.open(shared=True)
    with pytest.raises(StartRefused, match="in use"):
        whole.open()
    folder.close()
    other.close()


@pytest.mark.parametrize(("kept", "is_refused"), [("0.0.9", False), (__version__, False), ("0.10.0", True), ("1.0", True)])
def test_version(folder: DataFolder, kept: str, is_refused: bool) -> None:
    folder.path.mkdir()
    (folder.path / "version").write_text(kept)
    if is_refused:
        with pytest.raises(StartRefused, match=f"written by Ruche {kept}"):
            folder.open()
    else:
        folder.open()
        folder.close()


def test_full_disk(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**9, 10**9 - 199 * 2**20, 199 * 2**20))
    with pytest.raises(StartRefused, match=r"disk of .* is full .199 MB free, at least 200 needed"):
        folder.open()


def test_disk_that_fills_meanwhile(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(StartRefused, match="No space left on device"):
        folder.open()
    assert not folder.is_in_use()


def test_parts_that_start_together_share_a_new_folder(tmp_path):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as parts:
        for number in range(20):
            folder = tmp_path / str(number)
            assert list(parts.map(_opened, [folder] * 8)) == [True] * 8
            assert [one.name for one in folder.iterdir() if one.name.startswith(".version")] == []


def _opened(path: Path) -> bool:
    folder = DataFolder(path)
    folder.open(shared=True)
    folder.close()
    return True
