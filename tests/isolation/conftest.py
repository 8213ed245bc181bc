# SPDX-License-Identifier: AGPL-3.0-or-later
"""The world is built once for each lock and put back after each case by a savepoint: some hundreds of cases share it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from tests.isolation.locks import LOCKS, Lock
from tests.isolation.world import World, build_world


@pytest.fixture(scope="module", params=LOCKS, ids=lambda lock: lock.__name__)
def shared_world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), _kept_world(request.param) as world:
        yield world


@pytest.fixture
def world(shared_world: World, django_db_blocker: Any) -> Iterator[World]:
    """The world under both locks, then under each lock alone."""
    with django_db_blocker.unblock(), _put_back():
        yield shared_world


@pytest.fixture
def both_world(db: None) -> World:
    """The world under both locks, for what does not depend on them."""
    return build_world()


@contextmanager
def _kept_world(lock: Lock) -> Iterator[World]:
    # The lock first: one of them is taken off the connection itself.
    with lock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@contextmanager
def _put_back() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
