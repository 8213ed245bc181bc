# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many sockets in one channel: how many deliveries a second, and what one costs, beside socket.io and Django Channels.

Each message is said on a control socket and begins inside the server, in all three: `publish` as after a post, `emit`,
`group_send`. The data are those of a message of 200 bytes.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.realtime import processes
from bench.realtime.clients.frames import Chunk, channels, masked, socket_io
from bench.realtime.clients.sockets import Crowd, Door, Guest, Socket
from bench.realtime.figures import middle, ratio, thousands
from bench.realtime.parts.peer_servers import channels_server, socket_io_server
from bench.realtime.stage import Stage

WINDOW = 4
LONE_PAUSE = 0.05  # seconds between two lone messages
WARM = 20  # sockets that are there before memory is counted

Say = Callable[[int], bytes]


@dataclass
class Contender:
    """A server: where it listens, how a message is said to it, what its process is called."""

    name: str
    door: Door
    control: Door
    guests: Sequence[Guest]
    pid: int
    say: Say
    first: int = 1  # the revision to begin with


@dataclass
class Found:
    """`deliveries` a second in each window; seconds of processor a lone delivery; KiB a connection."""

    deliveries: list[float] = field(default_factory=list)
    lone: float = 0.0
    busy: float = 0.0  # share of its core that the load used, in the windows
    memory: float = 0.0
    wrong: int = 0


async def fanout(stage: Stage) -> None:
    product = stage.product
    with product.web(stage.peer_port, module="bench.realtime.peers.hub") as web:
        ours = await _measure(_hub(stage, web.pid), stage)
    with socket_io_server(stage) as node:
        theirs = await _measure(_socket_io(stage, node.pid), stage)
    with channels_server(stage) as python:
        tutorial = await _measure(_channels(stage, python.pid), stage)
    _judge(stage, ours, theirs, tutorial)


def _judge(stage: Stage, ours: Found, theirs: Found, tutorial: Found) -> None:
    report, count = stage.report, stage.sizes.crowd
    speed, node, django = (middle(found.deliveries) for found in (ours, theirs, tutorial))
    what = f"{count} sockets in one channel, {WINDOW} messages under way: deliveries a second"
    busy = f" (load used {ours.busy:.0%} of its core)"
    report.judged(
        what,
        thousands(speed) + busy,
        beside=f"socket.io {thousands(node)}",
        ratio=ratio(speed, node),
        target="≥ 1.5",
        is_met=speed >= 1.5 * node,
    )
    report.judged(
        "the same",
        thousands(speed),
        beside=f"Channels {thousands(django)}",
        ratio=ratio(speed, django),
        target="≥ 20",
        is_met=speed >= 20 * django,
    )
    lone = ratio(ours.lone, theirs.lone)
    shown = [f"{found.lone * 1e6:.1f} µs" for found in (ours, theirs)]
    report.judged(
        "processor time of a lone delivery", shown[0], beside=f"socket.io {shown[1]}", ratio=lone, target="≤ 1.3", is_met=lone <= 1.3
    )
    memory = ratio(ours.memory, theirs.memory)
    shown = [f"{found.memory:.1f} KiB" for found in (ours, theirs)]
    report.judged("memory a connection", shown[0], beside=f"socket.io {shown[1]}", ratio=memory, target="≤ 0.7", is_met=memory <= 0.7)
    if ours.wrong:
        report.judged("lost, doubled or out of order", str(ours.wrong), target="0", is_met=False)


async def _measure(contender: Contender, stage: Stage) -> Found:
    found, sizes = Found(), stage.sizes
    listening = Listening(contender, stage.sizes.crowd)
    crowd, control = Crowd(contender.door, listening.hear), Crowd(contender.control, lambda *_: None)
    try:
        await control.connect([Guest()])
        await crowd.connect(contender.guests[:WARM])
        await _settle(listening, len(crowd.sockets))
        before = processes.resident_kib(contender.pid)
        await crowd.connect(contender.guests[WARM:])
        await _settle(listening, len(crowd.sockets))
        found.memory = (processes.resident_kib(contender.pid) - before) / max(1, len(crowd.sockets) - WARM)
        listening.say = control.sockets[0]
        await listening.keep(1, seconds=0.3)  # warm
        found.lone = await _lone_cost(contender, listening, sizes.seconds / 2)
        for _ in range(sizes.windows):
            used, began, heard = time.process_time(), time.monotonic(), listening.heard
            await listening.keep(WINDOW, seconds=sizes.window_seconds)
            seconds = time.monotonic() - began
            found.deliveries.append((listening.heard - heard) / seconds)
            found.busy = (time.process_time() - used) / seconds
        found.wrong = listening.wrong
    finally:
        crowd.close()
        control.close()
    return found


async def _lone_cost(contender: Contender, listening: "Listening", seconds: float) -> float:
    used, heard, deadline = processes.cpu_seconds(contender.pid), listening.heard, time.monotonic() + seconds
    while time.monotonic() < deadline:
        await listening.keep(1, count=1)
        await asyncio.sleep(LONE_PAUSE)
    return (processes.cpu_seconds(contender.pid) - used) / max(1, listening.heard - heard)


async def _settle(listening: "Listening", count: int) -> None:
    deadline = time.monotonic() + 30
    while listening.subscribed < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Only {listening.subscribed} of {count} sockets could subscribe.")
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)


class Listening:
    """Counts deliveries; keeps so many messages under way, each ending when the last socket has it."""

    def __init__(self, contender: Contender, sockets: int) -> None:
        self.heard = 0
        self.wrong = 0
        self.subscribed = 0
        self.say: Socket | None = None
        self._contender, self._sockets = contender, sockets
        self._next = contender.first
        self._left: dict[int, int] = {}
        self._done: asyncio.Future[None] | None = None
        self._last: dict[Socket, int] = {}
        self._is_refilling = False

    def hear(self, socket: Socket, now: float, chunk: Chunk) -> None:
        self.subscribed += len(chunk.subscribed)
        if not chunk.messages:
            return
        left = self._left
        self.heard += len(chunk.messages)
        if chunk.messages[0][0] != self._last.get(socket, self._contender.first - 1) + 1:
            self.wrong += 1
        self._last[socket] = chunk.messages[-1][0]
        for revision, _client_id in chunk.messages:
            left[revision] -= 1
            if not left[revision]:
                del left[revision]
                if self._is_refilling:
                    self._post()
                elif not left and self._done is not None:
                    self._done.set_result(None)
                    self._done = None

    async def keep(self, under_way: int, *, seconds: float = 0.0, count: int = 0) -> None:
        """Keep so many under way for a time, or send `count` together; returns when all have arrived."""
        for _ in range(count or under_way):
            self._post()
        if seconds:
            self._is_refilling = True
            await asyncio.sleep(seconds)
            self._is_refilling = False
        if self._left:
            self._done = asyncio.get_running_loop().create_future()
            await asyncio.wait_for(self._done, 30)

    def _post(self) -> None:
        revision, self._next = self._next, self._next + 1
        self._left[revision] = self._sockets
        if self.say is not None and self.say.transport is not None:
            self.say.transport.write(masked(self._contender.say(revision)))


def message(revision: int) -> dict[str, object]:
    """The data of a live message."""
    text = (
        "La réunion de samedi commence à neuf heures précises dans la grande salle ; pensez à apporter vos outils, les pièces et un gâteau."
    )
    return {
        "id": "01990000-0000-7000-8000-000000000000",
        "client_id": f"c{revision}",
        "position": revision,
        "revision": revision,
        "author": {"id": "01990000-0000-7000-8000-000000000001", "name": "Nora Lefèvre", "initials": "NL", "hue": 3},
        "body": text,
        "html": f"<p>{text}</p>",
        "created_at": "2026-01-01T10:00:00.000000Z",
        "edited_at": None,
    }


def _hub(stage: Stage, pid: int) -> Contender:
    scene, door = stage.scene, Door(stage.peer_port, origin=f"http://{stage.product.host}")
    with stage.product.superuser() as connection:
        row = connection.execute("select revision from chat_channel where id = %s", [scene.crowd.id]).fetchone()
    revision = int(row[0]) if row else 0
    guests = [Guest(person.tickets[0], [(scene.crowd.topic, None)]) for person in scene.people[: stage.sizes.crowd]]

    def say(number: int) -> bytes:
        return json.dumps({"topic": scene.crowd.topic, "organisation": scene.organisation, "data": message(number)}).encode()

    return Contender("Ruche", door, Door(stage.peer_port, path="/bench/", origin=door.origin), guests, pid, say, revision + 1)


def _socket_io(stage: Stage, pid: int) -> Contender:
    path, port = "/socket.io/?EIO=4&transport=websocket", stage.peer_port
    door = Door(port, path=path, origin=f"http://localhost:{port}", dialect=socket_io)
    control = Door(port, path=path + "&control=1", origin=door.origin, dialect=socket_io)
    return Contender(
        "socket.io", door, control, [Guest()] * stage.sizes.crowd, pid, lambda n: f"42{json.dumps(['say', message(n)])}".encode()
    )


def _channels(stage: Stage, pid: int) -> Contender:
    door = Door(stage.peer_port, path="/live/", origin=f"http://localhost:{stage.peer_port}", dialect=channels)
    control = Door(stage.peer_port, path="/bench/", origin=door.origin, dialect=channels)
    return Contender("Channels", door, control, [Guest()] * stage.sizes.crowd, pid, lambda n: json.dumps({"data": message(n)}).encode())
