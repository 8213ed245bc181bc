# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kind of topic for tests, kept in memory: a board has writers and a history, like a channel has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from ruche.kernel.access.actor import Actor
from ruche.kernel.realtime import RESET, Event, Head, Topic, publish

KIND = "test.board"


@dataclass
class Board:
    organisation_id: UUID
    readers: set[UUID]  # user ids
    key: str = field(default_factory=lambda: str(uuid4()))
    notes: list[str] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)  # revision → position, where it is not the revision itself
    begins: dict[UUID, int] = field(default_factory=dict)  # user id → the first position they see
    purged_through: int = 0

    @property
    def topic(self) -> str:
        return f"{KIND}:{self.key}"

    def write(self, text: str = "", *, position: int | None = None) -> int:
        """Commit a note, or change the one at a position, without telling anybody; its revision."""
        self.notes.append(text)
        if position is not None:
            self.places[len(self.notes)] = position
        return len(self.notes)

    def tell(self, revision: int) -> None:
        publish(self.topic, "message", self.data(revision), organisation_id=self.organisation_id)

    def post(self, text: str = "", *, position: int | None = None) -> int:
        revision = self.write(text, position=position)
        self.tell(revision)
        return revision

    def position(self, revision: int) -> int:
        return self.places.get(revision, revision)

    def data(self, revision: int) -> dict[str, object]:
        return {"revision": revision, "position": self.position(revision), "body": self.notes[revision - 1]}


class Boards:
    """All boards, the topic over them, and how often it was asked."""

    def __init__(self) -> None:
        self.by_key: dict[str, Board] = {}
        self.asked = {"heads": 0, "authorise": 0, "changes": 0}
        self.topic = Topic(self._authorise, self._heads, self._changes, begins=lambda view: view[0], page=50, typing=lambda view: True)

    def add(self, organisation_id: UUID, *readers: UUID) -> Board:
        board = Board(organisation_id, set(readers))
        self.by_key[board.key] = board
        return board

    def _authorise(self, actor: Actor, key: str) -> tuple[int] | None:
        self.asked["authorise"] += 1
        board = self.by_key[key]
        return (board.begins.get(actor.user.id, 0),) if actor.user.id in board.readers else None

    def _heads(self, keys: Sequence[str]) -> Mapping[str, Head]:
        self.asked["heads"] += 1
        found = [self.by_key[key] for key in keys if key in self.by_key]
        return {board.key: Head(board.organisation_id, len(board.notes)) for board in found}

    def _changes(self, view: tuple[int] | None, key: str, after: int) -> list[Event]:
        self.asked["changes"] += 1
        board = self.by_key[key]
        if after < board.purged_through:
            return [RESET]
        newest = {board.position(revision): revision for revision in range(1, len(board.notes) + 1)}
        begins = view[0] if view else 0
        changed = sorted(revision for position, revision in newest.items() if revision > after and position >= begins)
        return [Event("message", board.data(revision)) for revision in changed[:50]]
