# SPDX-License-Identifier: AGPL-3.0-or-later
"""The root of every test: starts the database server once, then hands over to ruche.kernel.testing."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import TransactionTestCase

from tests.databases import create_test_database, drop_test_database, empty_tables
from tests.scheduling import ByFile, begin_with
from tests.server import test_server

pytest_plugins = ["ruche.kernel.testing.plugin"]
_STACK = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    # Only the controller (or the lone process) starts it; xdist's workers find it running.
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        _STACK.enter_context(test_server())


@pytest.hookimpl(trylast=True)  # after pytest-django, which sorts by what a test does to the database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: begin_with(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    _STACK.close()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    name = f"test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        create_test_database(name)
    yield
    with django_db_blocker.unblock():
        drop_test_database(name)


@pytest.fixture(scope="session", autouse=True)
def _empty_as_owner() -> None:
    # Django would TRUNCATE as the application's role, which owns nothing.
    TransactionTestCase._fixture_teardown = lambda self: empty_tables()  # type: ignore[method-assign]
