# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has Ruche open: the members who follow `presence:<organisation>` in any process. Lossy, batched, never stored.

Each process tells the others who came and who left, and every 30 s everybody who is here. What is not told again is
forgotten after 75 s, so a process that was killed takes its people along.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.realtime.envelopes import Attendance, Envelope
from ruche.kernel.realtime.frames import Message, frame_of_event
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.topics import Head, Topic

KIND = "presence"
PAUSE = 2.0  # seconds in which comings and goings are told together
GRACE = 10.0  # seconds for which somebody who left stays: every new page is a new socket
REPEAT = 30.0
FORGET = 75.0
AT_ONCE = 150  # members in one message of the bus

Member = tuple[UUID, UUID]  # organisation, membership


class Presence:
    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Callable[[Envelope], None]) -> None:
        """`tell` publishes to the sockets of this process."""
        self._loop = loop
        self._tell = tell
        self._sockets: Counter[Member] = Counter()  # of this process
        self._changed: set[Member] = set()
        self._present: dict[UUID, dict[UUID, dict[str, float]]] = defaultdict(dict)  # organisation → member → process → until
        self._repeated_at = loop.time()

    def arrive(self, organisation_id: UUID, membership_id: UUID) -> None:
        """One more socket of a member follows."""
        member = (organisation_id, membership_id)
        self._sockets[member] += 1
        if self._sockets[member] == 1:
            self._change(member)

    def depart(self, organisation_id: UUID, membership_id: UUID) -> None:
        """One socket less; it counts for a while yet."""
        self._loop.call_later(GRACE, self._leave, (organisation_id, membership_id))

    def snapshot(self, organisation_id: UUID) -> Message:
        """For who begins to follow: everybody who is here."""
        online = list(self._present.get(organisation_id, ()))
        return frame_of_event(f"{KIND}:{organisation_id}", "presence", online=online, all=True)

    def receive(self, attendance: Attendance) -> None:
        """What a process, also this one, says of its people."""
        present = self._present[attendance.organisation_id]
        came = [member for member in attendance.online if member not in present]
        for member in attendance.online:
            present.setdefault(member, {})[attendance.process] = self._loop.time() + FORGET
        left = [member for member in attendance.offline if _withdraw(present, member, attendance.process)]
        self._publish(attendance.organisation_id, came, left)

    def repeat(self) -> None:
        """Say everybody who is here, for processes that do not know."""
        self._repeated_at = self._loop.time()
        self._announce(self._sockets)

    def beat(self) -> None:
        """Regularly: repeat in time, forget what nobody repeats."""
        now = self._loop.time()
        if now - self._repeated_at >= REPEAT:
            self.repeat()
        for organisation_id, present in list(self._present.items()):
            old = [(member, process) for member, until in present.items() for process, end in until.items() if end < now]
            self._publish(organisation_id, [], [member for member, process in old if _withdraw(present, member, process)])
            if not present:
                del self._present[organisation_id]

    def _leave(self, member: Member) -> None:
        self._sockets[member] -= 1
        if not self._sockets[member]:
            del self._sockets[member]
            self._change(member)

    def _change(self, member: Member) -> None:
        if not self._changed:
            self._loop.call_later(PAUSE, self._announce_changes)
        self._changed.add(member)

    def _announce_changes(self) -> None:
        changed, self._changed = self._changed, set()
        self._announce(changed)

    def _announce(self, members: Iterable[Member]) -> None:
        by_organisation: dict[UUID, list[UUID]] = defaultdict(list)
        for organisation_id, membership_id in members:
            by_organisation[organisation_id].append(membership_id)
        for organisation_id, everybody in by_organisation.items():
            for start in range(0, len(everybody), AT_ONCE):
                some = everybody[start : start + AT_ONCE]
                online = tuple(one for one in some if self._sockets[organisation_id, one])
                offline = tuple(one for one in some if not self._sockets[organisation_id, one])
                announcer.announce(Attendance.here(organisation_id, online, offline))

    def _publish(self, organisation_id: UUID, came: list[UUID], left: list[UUID]) -> None:
        if came or left:
            data = {"online": came, "offline": left}
            self._tell(Envelope.of(f"{KIND}:{organisation_id}", "presence", data, organisation_id))


def _withdraw(present: dict[UUID, dict[str, float]], member: UUID, process: str) -> bool:
    """Whether the member is in no process any more."""
    processes = present.get(member, {})
    if processes.pop(process, None) is None or processes:
        return False
    del present[member]
    return True


def _is_member(actor: Actor, key: str) -> bool:
    return str(actor.organisation.id) == key


def _heads(keys: Sequence[str]) -> Mapping[str, Head]:
    return {key: Head(UUID(key)) for key in keys}


topics = {KIND: Topic(authorise=_is_member, heads=_heads)}
