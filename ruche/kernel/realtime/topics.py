# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be followed: a topic is a kind and a key ("chat.channel:0199…"), and a module says who may follow it.

A module's `streams.py` holds `topics: dict[str, Topic]`; its keys are kinds, which begin with the module's name.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from ruche.kernel.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell: a type of the protocol and JSON-ready data, the same for every reader.

    What must not be lost carries `revision` in its data: an integer of the topic that grows by one with each change.
    What is about one place of the history carries its `position`: see `Topic.begins`.
    """

    type: str
    data: Mapping[str, Any]


# The answer of `changes` when what lies between is no longer known: the reader drops what it has and loads anew.
RESET = Event("resync", {"reset": True})


@dataclass(frozen=True, slots=True)
class Head:
    """Where a key stands: the organisation it belongs to and its newest revision (None: it has no history)."""

    organisation_id: UUID
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """The rules of one kind of topic. Its callables read the database, in threads.

    authorise(actor, key): False or None refuses. Any other value admits and is the reader's view: True, or what they
        see of the history depends on. Readers with equal views share their catch-ups.
    heads(keys): the head of each key that exists, in one query. Runs outside any organisation (a definer function).
    changes(view, key, after): what changed after that revision, as seen with that view, by revision, one event a changed
        thing, at most `page` of them (a full page is asked on). `[RESET]` when it cannot tell (purged). With view None:
        everything. A topic without history has no `changes`.
    begins(view): the first position that is seen with that view. No event with an earlier `position` ever reaches a
        reader who has it: none told live, none read to close a gap. Without it everybody sees the same.
    readers(actors, key): `authorise` for many actors in one query: membership id → value. Only for crowded topics.
    typing(view): whether somebody with this view may say here that they are typing. Without it nobody may.
    """

    authorise: Callable[["Actor", str], Hashable]
    heads: Callable[[Sequence[str]], Mapping[str, Head]]
    changes: Callable[[Any, str, int], Sequence[Event]] | None = None
    begins: Callable[[Any], int] | None = None
    readers: Callable[[Collection["Actor"], str], Mapping[UUID, Hashable]] | None = None
    page: int = 200
    typing: Callable[[Any], bool] | None = None

    def first_position(self, view: Hashable) -> int:
        """Where the history begins for readers with this view."""
        return self.begins(view) if self.begins is not None else 0
