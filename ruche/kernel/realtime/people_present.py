# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of one organisation who are here, in any process, and what its followers were told of them."""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.realtime.envelopes import Attendance, Envelope, encode_event
from ruche.kernel.realtime.frames import Message, frame_of_event
from ruche.kernel.realtime.topics import Head, Topic

KIND = "presence"

# All are told of every change: among many that waits, so that it costs no more than it does among few.
PAUSE_EACH, LONGEST_PAUSE = 0.002, 10.0  # seconds for each who is here

ONLINE, AWAY, OFFLINE = "online", "away", "offline"
EVERYBODY, NOBODY = "everybody", "nobody"  # whom one is told of


class PeoplePresent:
    def __init__(self, organisation_id: UUID, loop: asyncio.AbstractEventLoop, tell: Callable[[Envelope], None]) -> None:
        self._organisation_id = organisation_id
        self._topic = f"{KIND}:{organisation_id}"
        self._loop = loop
        self._tell = tell
        self._present: dict[UUID, dict[str, tuple[float, bool]]] = {}  # member → process → until when, whether away
        self._before: dict[UUID, str] = {}  # who changed since the followers were told, and what they were
        self._told_at = 0.0
        self._due: asyncio.Handle | None = None
        self._snapshot: Message | None = None

    @property
    def is_empty(self) -> bool:
        return not self._present and self._due is None

    def hear(self, attendance: Attendance, *, until: float) -> None:
        """What a process says of its people."""
        for member in attendance.online:
            self._note(member, attendance.process, (until, False))
        for member in attendance.away:
            self._note(member, attendance.process, (until, True))
        for member in attendance.offline:
            self._note(member, attendance.process, None)

    def forget_before(self, now: float) -> None:
        """Who was not repeated is gone."""
        old = [(member, process) for member, there in self._present.items() for process, (until, _) in there.items() if until < now]
        for member, process in old:
            self._note(member, process, None)

    def snapshot(self, view: Hashable) -> Message:
        """Everybody, in one frame for all who begin to follow."""
        if view != EVERYBODY:
            return frame_of_event(self._topic, KIND, online=[], away=[], offline=[], all=True)
        if self._snapshot is None:
            by_state: dict[str, list[UUID]] = {ONLINE: [], AWAY: []}
            for member in self._present:
                by_state[self._state(member)].append(member)
            self._snapshot = frame_of_event(self._topic, KIND, **by_state, offline=[], all=True)
        return self._snapshot

    def _note(self, member: UUID, process: str, here: tuple[float, bool] | None) -> None:
        before = self._state(member)
        there = self._present.setdefault(member, {})
        if here is not None:
            there[process] = here
        else:
            there.pop(process, None)
        if not there:
            del self._present[member]
        if self._state(member) != before:
            self._before.setdefault(member, before)
            self._snapshot = None
            self._tell_later()

    def _state(self, member: UUID) -> str:
        there = self._present.get(member)
        if not there:
            return OFFLINE
        return AWAY if all(is_away for _, is_away in there.values()) else ONLINE

    def _tell_later(self) -> None:
        if self._due is None:
            pause = min(LONGEST_PAUSE, PAUSE_EACH * len(self._present))
            self._due = self._loop.call_at(max(self._loop.time(), self._told_at + pause), self._tell_changes)

    def _tell_changes(self) -> None:
        self._due, self._told_at = None, self._loop.time()
        changed, self._before = self._before, {}
        data: dict[str, list[UUID]] = {ONLINE: [], AWAY: [], OFFLINE: []}
        for member, before in changed.items():
            if (state := self._state(member)) != before:
                data[state].append(member)
        if any(data.values()):
            text = encode_event(self._topic, KIND, data)
            self._tell(Envelope(self._topic, self._organisation_id, None, text, position=0))


def _view(actor: Actor, key: str) -> str | None:
    """Guests count as present and learn of nobody: they see the people of their channels only, and all are told alike."""
    if str(actor.organisation.id) != key:
        return None
    return NOBODY if actor.role == Role.GUEST else EVERYBODY


def _begins(view: str) -> int:
    """Everything that is told here is at position 0."""
    return 0 if view == EVERYBODY else 1


def _heads(keys: Sequence[str]) -> Mapping[str, Head]:
    return {key: Head(UUID(key)) for key in keys}


topics = {KIND: Topic(authorise=_view, heads=_heads, begins=_begins)}
