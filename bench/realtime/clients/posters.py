# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who write messages through the product's door, each on a connection of their own."""

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.realtime.clients.requests import Connection, open_connection
from bench.realtime.scene import Channel, Person, Scene

_AT_ONCE = 8  # people who begin together

PLAIN = (
    "La réunion de samedi commence à neuf heures précises dans la grande salle, pensez à apporter vos outils, "
    "les pièces détachées déjà triées et un gâteau si vous en avez le temps ; Karim ouvre à huit heures et demie."
)
MARKED = (
    "**Samedi, 9 h**, dans la *grande salle* : apportez vos outils, `ruban` et colle, voir [le plan](https://example.org/plan).\n"
    "- Karim ouvre à 8 h 30\n- les pièces sont **déjà triées** dans le second placard"
)


def body(nth: int, channel: Channel, people: Sequence[Person]) -> str:
    """About 200 bytes: Markdown in every third, a mention in every tenth."""
    text = MARKED if nth % 3 == 0 else PLAIN
    return f"<@{people[channel.people[nth % len(channel.people)]].membership}> {text}" if nth % 10 == 0 else text


@dataclass
class Outcome:
    """Of a number of posts: when each was planned (by client id), how the server answered, how long it took."""

    planned: dict[str, float] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # which post of the plan it was
    statuses: Counter[int] = field(default_factory=Counter)
    answers: list[float] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return self.statuses[201]

    @property
    def refused(self) -> str:
        return ", ".join(f"{count} × {status or 'lost'}" for status, count in sorted(self.statuses.items()) if status != 201)


class Poster:
    def __init__(self, scene: Scene, person: Person, channel: Channel, connection: Connection, host: str) -> None:
        self.channel = channel
        self._scene, self._connection = scene, connection
        token = "b" * 32
        self._head = (
            f"POST /api/v1/o/{scene.slug}/chat/channels/{channel.id}/messages/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            f"Cookie: ruche_session={person.sessions[0]}; ruche_csrf={token}\r\nX-CSRFToken: {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    def post(self, nth: int, planned: float, outcome: Outcome, done: "asyncio.Future[None] | None" = None) -> None:
        client_id = str(uuid.uuid4())
        content = json.dumps({"client_id": client_id, "body": body(nth, self.channel, self._scene.people)}).encode()
        outcome.planned[client_id], outcome.places[client_id] = planned, nth

        def answered(status: int, _body: bytes) -> None:
            outcome.statuses[status] += 1
            outcome.answers.append(time.monotonic() - planned)
            if status != 201:
                del outcome.planned[client_id]
            if done is not None and not done.done():
                done.set_result(None)

        self._connection.ask(self._head + b"%d\r\n\r\n" % len(content) + content, answered)

    async def post_now(self, nth: int, outcome: Outcome) -> None:
        done = asyncio.get_running_loop().create_future()
        self.post(nth, time.monotonic(), outcome, done)
        await done

    def close(self) -> None:
        self._connection.close()


async def posters_of(scene: Scene, places: Sequence[tuple[Person, Channel]], *, ports: Sequence[int], host: str) -> list[Poster]:
    """One for each person, dealt to the ports in turn; each has said a word, so nobody is a stranger to the server any more."""
    made: list[Poster] = []
    outcome = Outcome()

    async def begin(nth: int, person: Person, channel: Channel) -> Poster:
        poster = Poster(scene, person, channel, await open_connection(ports[nth % len(ports)], nth), host)
        await poster.post_now(1, outcome)
        return poster

    numbered = list(enumerate(places))
    for first in range(0, len(numbered), _AT_ONCE):
        made += await asyncio.gather(*(begin(nth, *place) for nth, place in numbered[first : first + _AT_ONCE]))
    if outcome.refused:
        raise RuntimeError(f"Posting is refused: {outcome.refused}.")
    return made


async def post_steadily(posters: Sequence[Poster], *, rate: float, seconds: float) -> Outcome:
    """`rate` messages a second, at moments that are fixed beforehand whatever the server does."""
    outcome, loop = Outcome(), asyncio.get_running_loop()
    begin, count = time.monotonic() + 0.05, int(rate * seconds)
    for nth in range(count):
        planned = begin + nth / rate
        loop.call_at(loop.time() + planned - time.monotonic(), posters[nth % len(posters)].post, nth, planned, outcome)
    await asyncio.sleep(begin + seconds - time.monotonic())
    deadline = time.monotonic() + 10
    while sum(outcome.statuses.values()) < count and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    return outcome


async def post_closely(posters: Sequence[Poster], *, writers: int, count: int = 0, seconds: float = 0.0) -> tuple[Outcome, float]:
    """`writers` who post again as soon as they have their answer, so many times or so long; also the seconds it took."""
    outcome, begin, sent = Outcome(), time.monotonic(), 0

    async def write(first: int) -> None:
        nonlocal sent
        nth = first
        while (sent < count) if count else (time.monotonic() - begin < seconds):
            sent += 1
            await posters[nth % len(posters)].post_now(sent, outcome)
            nth += writers

    await asyncio.gather(*(write(first) for first in range(writers)))
    return outcome, time.monotonic() - begin
