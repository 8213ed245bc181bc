# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who, besides the sockets, must hear that what is known of somebody may be wrong: caches of this process."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from weakref import WeakMethod

from ruche.kernel.realtime.process import announcer

_listeners: list[WeakMethod[Callable[[UUID | None, UUID | None], Any]]] = []


def on_doubt(listener: Callable[[UUID | None, UUID | None], Any]) -> None:
    """Call the method `listener(user_id, organisation_id)`, from any thread, for as long as its object lives.

    It is told of a user, of all in an organisation, of a user there, or (None, None) of everybody.
    """
    _listeners.append(WeakMethod(listener))


def tell_doubt(user_id: UUID | None, organisation_id: UUID | None) -> None:
    for reference in list(_listeners):
        if listener := reference():
            listener(user_id, organisation_id)
        else:
            _listeners.remove(reference)


def hears_doubts() -> bool:
    """Whether this process hears what others revoke: it serves sockets, so it listens to the bus and knows when it is deaf."""
    return announcer.sockets is not None
