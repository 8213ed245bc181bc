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
    purged_through: int = 0

    @property
    def topic(self) -> str:
        return f"{KIND}:{self.key}"

    def write(self, text: str = "") -> int:
        """Commit a note without telling anybody; its revision."""
        self.notes.append(text)
        return len(self.notes)

    def tell(self, revision: int) -> None:
        publish(self.topic, "message", self.data(revision), organisation_id=self.organisation_id)

    def post(self, text: str = "") -> int:
        revision = self.write(text)
        self.tell(revision)
        return revision

    def data(self, revision: int) -> dict[str, object]:
        return {"revision": revision, "body": self.notes[revision - 1]}


class Boards:
    """All boards, the topic over them, and how often it was asked."""

    def __init__(self) -> None:
        self.by_key: dict[str, Board] = {}
        self.asked = {"heads": 0, "authorise": 0, "changes": 0}
        self.topic = Topic(self._authorise, self._heads, self._changes, page=50, typing=True)

    def add(self, organisation_id: UUID, *readers: UUID) -> Board:
        board = Board(organisation_id, set(readers))
        self.by_key[board.key] = board
        return board

    def _authorise(self, actor: Actor, key: str) -> bool:
        self.asked["authorise"] += 1
        return actor.user.id in self.by_key[key].readers

    def _heads(self, keys: Sequence[str]) -> Mapping[str, Head]:
        self.asked["heads"] += 1
        found = [self.by_key[key] for key in keys if key in self.by_key]
        return {board.key: Head(board.organisation_id, len(board.notes)) for board in found}

    def _changes(self, actor: Actor | None, key: str, after: int) -> list[Event]:
        self.asked["changes"] += 1
        board = self.by_key[key]
        if after < board.purged_through:
            return [RESET]
        return [Event("message", board.data(revision)) for revision in range(after + 1, len(board.notes) + 1)][:50]
