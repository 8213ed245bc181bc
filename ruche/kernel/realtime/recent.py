# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last changes of a topic, kept in memory: who reconnects is caught up without a query."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ruche.kernel.realtime.catch_ups import CatchUp

MOST = 256  # changes
MOST_CHARACTERS = 131_072
MOST_ANSWERS = 64


class Change(NamedTuple):
    """An event with a revision, encoded. `position` is the place of the history that it is about."""

    revision: int
    position: int | None
    text: str


class Recent:
    """Everything that changed after `since`. Of each place only the newest state is kept: nobody is told an older one."""

    __slots__ = ("_changes", "_size", "answers", "since")

    def __init__(self, since: int | None = None) -> None:
        self.since = since  # None: nothing is known
        self._changes: dict[int, Change] = {}  # by position, or by revision (negative) what has none; the oldest first
        self._size = 0
        self.answers: dict[int, CatchUp] = {}  # by the revision after which they begin, as of the last change

    def add(self, change: Change) -> None:
        """The next change, later than all others."""
        self.answers.clear()
        if self.since is not None:
            key = _key(change)
            if (replaced := self._changes.pop(key, None)) is not None:
                self._size -= len(replaced.text)
            self._changes[key] = change
            self._size += len(change.text)
            while len(self._changes) > MOST or self._size > MOST_CHARACTERS:
                self._forget_oldest()

    def restart(self, since: int | None, changes: Iterable[Change] = ()) -> None:
        """Know only this, from here on."""
        self.since, self._size = since, 0
        self._changes.clear()
        self.answers.clear()
        for change in changes:
            self.add(change)

    def after(self, revision: int) -> tuple[Change, ...] | None:
        """What changed after a revision; None: it does not reach back so far."""
        if self.since is None or revision < self.since:
            return None
        return tuple(change for change in self._changes.values() if change.revision > revision)

    def keep(self, after: int, answer: "CatchUp") -> None:
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        self.answers[after] = answer

    def _forget_oldest(self) -> None:
        oldest = self._changes.pop(next(iter(self._changes)))
        self.since = oldest.revision
        self._size -= len(oldest.text)


def _key(change: Change) -> int:
    return -change.revision if change.position is None else change.position
