# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from pytest_django.fixtures import Settings

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

Acting = Callable[[User, Organisation], AbstractContextManager[Actor]]


@contextmanager
def acting_as(user: User, organisation: Organisation) -> Iterator[Actor]:
    """Inside the organisation, for the user, as a request would be."""
    with organisation_scope(organisation.id, user.id):
        yield find_actor(user, organisation)


@pytest.fixture
def acting() -> Acting:
    return acting_as


@pytest.fixture
def registration(settings: Settings) -> Callable[[str], None]:
    """registration("open"): as RUCHE_REGISTRATION would have it."""
    from dataclasses import replace

    def choose(value: str) -> None:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, registration=value)

    return choose
