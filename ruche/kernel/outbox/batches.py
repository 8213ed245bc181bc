# SPDX-License-Identifier: AGPL-3.0-or-later
"""Listeners that take many entries at once, for signals that come by the hundred each second.

    class PostedMessage(NamedTuple):
        channel_id: UUID
        message_id: UUID

    @in_batches(PostedMessage)
    def index_posted(organisation_id: UUID, posted: Sequence[PostedMessage]) -> None: ...

The entries are of one signal and one organisation, in the order they were announced. When a batch fails nothing of it has an
effect, and each of its entries is tried alone: so such a listener reads the present state, and is right for one entry too.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from ruche.kernel.jobs.arguments import from_json

Listener = TypeVar("Listener", bound=Callable[..., Any])

_MARK = "takes_batches_of"


def in_batches(item: Callable[..., Any]) -> Callable[[Listener], Listener]:
    """Declare that a listener is called as listener(organisation_id, [item, …]). `item`: a class made from an entry's ids."""

    def declare(listener: Listener) -> Listener:
        setattr(listener, _MARK, item)
        return listener

    return declare


def takes_batches(listener: Callable[..., Any]) -> bool:
    return hasattr(listener, _MARK)


def call(listener: Callable[..., Any], organisation_id: UUID, entries: Sequence[Mapping[str, Any]]) -> None:
    """Call a listener about these entries' ids: once, or once for each where it takes them one by one."""
    item = getattr(listener, _MARK, None)
    if item is not None:
        listener(organisation_id, [item(**from_json(item, ids)) for ids in entries])
        return
    for ids in entries:
        listener(organisation_id, **from_json(listener, ids))
