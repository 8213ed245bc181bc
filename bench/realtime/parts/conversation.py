# SPDX-License-Identifier: AGPL-3.0-or-later
"""One talk measured from the planned moment of a post to the frame at each receiver."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.realtime import processes
from bench.realtime.clients.posters import Outcome, Poster, post_steadily, posters_of
from bench.realtime.clients.sockets import Door
from bench.realtime.parts.readings import Readers
from bench.realtime.scene import Channel, Person
from bench.realtime.stage import Stage

PATIENCE = 8.0  # seconds after the last post: what got lost on the way is found and told within five


@dataclass
class Talk:
    """What came of it."""

    latencies: list[float]
    lost: int
    doubled: int
    disordered: int
    outcome: Outcome
    busy: float  # share of a core that the web process used
    worker: float  # seconds of processor that the worker used meanwhile
    ended: float  # when the last message was answered

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.outcome.refused)

    @property
    def faults(self) -> str:
        if self.is_whole:
            return "nothing lost, doubled or out of order"
        refused = f", refused {self.outcome.refused}" if self.outcome.refused else ""
        return f"{self.lost} lost, {self.doubled} doubled, {self.disordered} out of order{refused}"


async def talk(stage: Stage, readers: Readers, posters: Sequence[Poster], *, rate: float) -> Talk:
    readers.forget()
    web, began = stage.product.pid("web"), time.monotonic()
    used, worker = processes.cpu_seconds(web), processes.cpu_seconds(stage.product.pid("worker"))
    outcome = await post_steadily(posters, rate=rate, seconds=stage.sizes.seconds)
    busy = (processes.cpu_seconds(web) - used) / (time.monotonic() - began)
    worker, ended = processes.cpu_seconds(stage.product.pid("worker")) - worker, time.monotonic()
    by_client = dict(zip(outcome.planned, _channels(posters, outcome), strict=True))
    await _await_last(readers, by_client)
    return Talk(readers.latencies(outcome.planned), *readers.faults(by_client), outcome, busy, worker, ended)


def places_of(stage: Stage, channels: Sequence[Channel]) -> list[tuple[Person, Channel]]:
    """Everybody of these channels."""
    return [(stage.scene.people[nth], channel) for channel in channels for nth in channel.people]


async def writers_of(stage: Stage, channels: Sequence[Channel], *, each: int, ports: Sequence[int] = ()) -> list[Poster]:
    """So many people of each channel, turn by turn: the first of all channels, then the second."""
    scene = stage.scene
    chosen = [(scene.people[channel.people[turn % len(channel.people)]], channel) for turn in range(each) for channel in channels]
    return await posters_of(scene, chosen, ports=ports or (stage.product.port,), host=stage.product.host)


def doors_of(stage: Stage, ports: Sequence[int] = ()) -> list[Door]:
    return [Door(port, origin=f"http://{stage.product.host}") for port in ports or (stage.product.port,)]


def _channels(posters: Sequence[Poster], outcome: Outcome) -> list[str]:
    return [posters[outcome.places[client_id] % len(posters)].channel.id for client_id in outcome.planned]


async def _await_last(readers: Readers, planned: dict[str, str]) -> None:
    """Until everything is there, and a moment longer: a second copy would come now."""
    deadline = time.monotonic() + PATIENCE
    while readers.faults(planned)[0] and time.monotonic() < deadline:
        await asyncio.sleep(0.3)
    await asyncio.sleep(0.3)
