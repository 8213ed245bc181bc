# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has Ruche open: the members who follow `presence:<organisation>` in any process. Lossy, batched, never stored.

A member is online with one socket whose page is looked at, away when all have turned away. Each process tells the others
who came, turned and left, and every 30 s everybody who is here. What is not told again is forgotten after 75 s, so a process
that was killed takes its people along.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from uuid import UUID

from ruche.kernel.realtime.envelopes import Attendance, Envelope
from ruche.kernel.realtime.frames import Message
from ruche.kernel.realtime.people_present import PeoplePresent
from ruche.kernel.realtime.process import announcer

PAUSE = 2.0  # seconds in which comings and goings are told to the other processes together
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
        self._turned_away: Counter[Member] = Counter()  # of these
        self._changed: set[Member] = set()
        self._organisations: dict[UUID, PeoplePresent] = {}
        self._repeated_at = loop.time()

    def arrive(self, organisation_id: UUID, membership_id: UUID, *, is_away: bool) -> None:
        """One more socket of a member follows."""
        self._count((organisation_id, membership_id), 1, is_away)

    def depart(self, organisation_id: UUID, membership_id: UUID, *, is_away: bool) -> None:
        """One socket less; it counts for a while yet."""
        self._loop.call_later(GRACE, self._count, (organisation_id, membership_id), -1, is_away)

    def turn(self, organisation_id: UUID, membership_id: UUID, *, is_away: bool) -> None:
        """A socket is away from now on, or back."""
        member = (organisation_id, membership_id)
        self._count(member, -1, not is_away)
        self._count(member, 1, is_away)

    def snapshot(self, organisation_id: UUID, view: Hashable) -> Message:
        """For who begins to follow: everybody who is here. Made once until somebody comes or goes."""
        return self._people(organisation_id).snapshot(view)

    def receive(self, attendance: Attendance) -> None:
        """What a process, also this one, says of its people."""
        self._people(attendance.organisation_id).hear(attendance, until=self._loop.time() + FORGET)

    def repeat(self) -> None:
        """Say everybody who is here, for processes that do not know."""
        self._repeated_at = self._loop.time()
        self._announce(self._sockets)

    def beat(self) -> None:
        """Regularly: repeat in time, forget what nobody repeats."""
        now = self._loop.time()
        if now - self._repeated_at >= REPEAT:
            self.repeat()
        for organisation_id, people in list(self._organisations.items()):
            people.forget_before(now)
            if people.is_empty:
                del self._organisations[organisation_id]

    def _people(self, organisation_id: UUID) -> PeoplePresent:
        found = self._organisations.get(organisation_id)
        if found is None:
            found = self._organisations[organisation_id] = PeoplePresent(organisation_id, self._loop, self._tell)
        return found

    def _count(self, member: Member, sockets: int, is_away: bool) -> None:
        before = self._state(member)
        for counter in (self._sockets, self._turned_away) if is_away else (self._sockets,):
            counter[member] += sockets
            if not counter[member]:
                del counter[member]
        if self._state(member) != before:
            self._change(member)

    def _state(self, member: Member) -> tuple[bool, bool]:
        """Whether a member is in this process, and away there."""
        sockets = self._sockets.get(member, 0)
        return sockets > 0, 0 < sockets <= self._turned_away.get(member, 0)

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
                self._announce_some(organisation_id, everybody[start : start + AT_ONCE])

    def _announce_some(self, organisation_id: UUID, members: list[UUID]) -> None:
        by_state: dict[tuple[bool, bool], list[UUID]] = defaultdict(list)
        for member in members:
            by_state[self._state((organisation_id, member))].append(member)
        online, away, offline = (tuple(by_state[state]) for state in ((True, False), (True, True), (False, False)))
        announcer.announce(Attendance.here(organisation_id, online, away, offline))
