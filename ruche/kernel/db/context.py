# SPDX-License-Identifier: AGPL-3.0-or-later
"""For whom the current thread of work acts: the organisation and the user that both locks read."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

current_organisation_id: ContextVar[UUID | None] = ContextVar("current_organisation_id", default=None)
current_user_id: ContextVar[UUID | None] = ContextVar("current_user_id", default=None)


class NoOrganisation(RuntimeError):
    """A scoped table was read or written while no organisation was set."""


@contextmanager
def organisation_scope(organisation_id: UUID | None, user_id: UUID | None = None) -> Iterator[None]:
    """Act inside one organisation (None: in none), for one user; both are restored afterwards."""
    organisation_token = current_organisation_id.set(organisation_id)
    user_token = current_user_id.set(user_id)
    try:
        yield
    finally:
        current_user_id.reset(user_token)
        current_organisation_id.reset(organisation_token)


def required_organisation_id() -> UUID:
    """The organisation of the context; raises NoOrganisation when there is none."""
    organisation_id = current_organisation_id.get()
    if organisation_id is None:
        raise NoOrganisation("No organisation is set: use organisation_scope() or .unscoped().")
    return organisation_id
