# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pytest plugin: the people of every test, and no organisation left over from another one."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.security.limit_stores import MEMORY
from ruche.kernel.testing.people import *  # noqa: F403


@pytest.fixture(autouse=True)
def _no_organisation_left() -> Iterator[None]:
    """Every test begins in no organisation: whatever it calls must bring its own."""
    with organisation_scope(None):
        yield


@pytest.fixture
def in_english() -> Iterator[None]:
    """For tests that read words; French, the language of an instance that says nothing, is what they begin with."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What one test asked for is no limit of the next."""
    MEMORY.forget_all()


def pytest_configure() -> None:
    # The real hasher is slow on purpose; tests that need it ask for it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
