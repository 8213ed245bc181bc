# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from typing import Any

import pytest

from tests.isolation.locks import LOCKS
from tests.isolation.world import World, build_world


@pytest.fixture(params=LOCKS, ids=lambda lock: lock.__name__)
def lock(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    # Before the test's transaction begins: one lock is taken off the connection itself.
    with django_db_blocker.unblock(), request.param():
        yield


@pytest.fixture
def world(lock: None, db: None) -> World:
    return build_world()


@pytest.fixture
def both_world(db: None) -> World:
    """The world under both locks, for what does not depend on them."""
    return build_world()
