# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receivers of channels: what each heard when, and whether anything was lost, doubled or out of order."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bench.realtime.clients.frames import Chunk
from bench.realtime.clients.sockets import Crowd, Door, Guest, Socket
from bench.realtime.scene import Channel, Person


class Readers:
    """Sockets, each following one channel (and `beside`, what else an open page follows)."""

    def __init__(self, doors: Sequence[Door]) -> None:
        self._crowds = [Crowd(door, self._hear) for door in doors]
        self._log: list[tuple[Socket, float, Chunk]] = []
        self._followed: dict[Socket, str] = {}
        self._subscribed = 0

    async def connect(
        self, places: Sequence[tuple[Person, Channel]], beside: Mapping[str, Sequence[tuple[str, int | None]]] | None = None
    ) -> None:
        """Sockets are dealt to the doors in turn; returns when all follow."""
        wanted = 0
        for nth, crowd in enumerate(self._crowds):
            own = places[nth :: len(self._crowds)]
            guests = [
                Guest(person.tickets[0], [(channel.topic, None), *(beside or {}).get(person.membership, ())]) for person, channel in own
            ]
            wanted += sum(len(guest.topics) for guest in guests)
            await crowd.connect(guests)
            self._followed |= {socket: channel.id for socket, (_, channel) in zip(crowd.sockets, own, strict=True)}
        deadline = time.monotonic() + 60
        while self._subscribed < wanted:
            if time.monotonic() > deadline:
                raise TimeoutError(f"Only {self._subscribed} of {wanted} subscriptions were answered.")
            await asyncio.sleep(0.05)

    def forget(self) -> None:
        """What was heard so far does not count."""
        self._log.clear()
        for crowd in self._crowds:
            crowd.forget_chunks()

    def close(self) -> None:
        for crowd in self._crowds:
            crowd.close()

    def latencies(self, planned: Mapping[str, float]) -> list[float]:
        """Seconds from the planned moment of each of these messages to each of its receivers."""
        return [
            at - begun for _, at, chunk in self._log for _, client_id in chunk.messages if (begun := planned.get(client_id)) is not None
        ]

    def faults(self, planned: Mapping[str, str]) -> tuple[int, int, int]:
        """Lost, doubled, out of order; `planned` says in which channel (id) each message was written."""
        written: dict[str, int] = defaultdict(int)
        for channel in planned.values():
            written[channel] += 1
        heard: dict[Socket, list[tuple[int, str]]] = {socket: [] for socket in self._followed}
        for socket, _, chunk in self._log:
            heard[socket] += [one for one in chunk.messages if one[1] in planned]
        lost = doubled = disordered = 0
        for socket, messages in heard.items():
            different = len({client_id for _, client_id in messages})
            lost += written[self._followed[socket]] - different
            doubled += len(messages) - different
            disordered += sum(1 for before, after in itertools.pairwise(messages) if after[0] <= before[0])
        return lost, doubled, disordered

    def _hear(self, socket: Socket, now: float, chunk: Chunk) -> None:
        if chunk.subscribed:
            self._subscribed += len(chunk.subscribed)
        if chunk.messages:
            self._log.append((socket, now, chunk))
        for topic in chunk.resynced:
            socket.say(subscribe=topic, **self._last_heard(socket, topic))

    def _last_heard(self, socket: Socket, topic: str) -> dict[str, int]:
        """After which revision a socket that was too slow asks again; without a history it only follows."""
        if topic.rpartition(":")[2] != self._followed.get(socket):
            return {}
        heard = (chunk.messages[-1][0] for one, _, chunk in reversed(self._log) if one is socket and chunk.messages)
        return {"after": next(heard, 0)}
