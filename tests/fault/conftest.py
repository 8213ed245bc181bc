# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.instance import Instance


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was started once: migrated, without people."""
    folder = tmp_path_factory.mktemp("fault") / "data"
    instance = Instance(folder)
    instance.start()
    try:
        instance.wait()
    finally:
        assert instance.end() == 0, instance.said()
    return folder


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo people in it."""
    folder = tmp_path_factory.mktemp("talk") / "data"
    instance = Instance(folder, RUCHE_DEMO="1")
    instance.start()
    try:
        instance.wait(180)
    finally:
        assert instance.end() == 0, instance.said()
    return folder


@pytest.fixture
def instance(prepared: Path) -> Iterator[Instance]:
    instance = Instance(prepared)
    instance.start()
    try:
        instance.wait()
        yield instance
    finally:
        instance.end()
