# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each lock alone. In production both are always on; a suite that needs both would not notice the loss of one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

from django.db import models

from ruche.kernel.db.managers import OrganisationManager
from tests.databases import as_owner

Lock = Callable[[], AbstractContextManager[None]]


@contextmanager
def both_locks() -> Iterator[None]:
    yield


@contextmanager
def row_security_alone() -> Iterator[None]:
    """Managers let through every row that the server gives them."""
    with patch.object(OrganisationManager, "get_queryset", models.Manager.get_queryset):
        yield


@contextmanager
def managers_alone() -> Iterator[None]:
    """The server gives every row: Django asks as the owner of the tables, whom row security does not bind."""
    with as_owner():
        yield


LOCKS: list[Lock] = [both_locks, row_security_alone, managers_alone]
