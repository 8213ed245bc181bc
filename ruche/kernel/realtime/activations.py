# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation and what is switched on in it: read once for the many who ask within a second."""

import time
from typing import NamedTuple
from uuid import UUID

from ruche.kernel.modules.activation import active_modules
from ruche.kernel.organisations.models import Organisation

KEPT = 1.0  # seconds


class Activation(NamedTuple):
    organisation: Organisation
    modules: frozenset[str]


class Activations:
    """Used in threads, forgotten on the event loop."""

    def __init__(self) -> None:
        self._known: dict[UUID, tuple[float, Activation]] = {}
        self._forgotten = 0

    def find(self, organisation_id: UUID) -> Activation | None:
        """As of at most a second ago, and never from before it was last forgotten (two queries). None while it is suspended."""
        until, known = self._known.get(organisation_id, (0.0, None))
        if known is not None and until > time.monotonic():
            return known
        forgotten = self._forgotten
        organisation = Organisation.objects.filter(pk=organisation_id, suspended_at=None).first()
        if organisation is None:
            return None
        found = Activation(organisation, active_modules(organisation_id))
        if forgotten == self._forgotten:
            self._known[organisation_id] = (time.monotonic() + KEPT, found)
        return found

    def forget(self) -> None:
        """Something may have been switched on or off somewhere."""
        self._forgotten += 1
        self._known = {}
