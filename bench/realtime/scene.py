# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation in which everything happens, as the load knows it. It is made by making.py."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Person:
    membership: str
    sessions: tuple[str, ...]  # keys of sessions, that is the cookie
    tickets: tuple[str, ...]  # one for each session


@dataclass(frozen=True)
class Channel:
    id: str
    people: tuple[int, ...]  # indices of Scene.people

    @property
    def topic(self) -> str:
        return f"chat.channel:{self.id}"


@dataclass(frozen=True)
class Scene:
    slug: str
    organisation: str
    people: tuple[Person, ...]
    crowd: Channel  # everybody is in it
    channels: tuple[Channel, ...]
    history: Channel  # few people, many messages

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> "Scene":
        found = json.loads(path.read_text())
        people = tuple(Person(one["membership"], tuple(one["sessions"]), tuple(one["tickets"])) for one in found["people"])
        channels = tuple(_channel(one) for one in found["channels"])
        return cls(found["slug"], found["organisation"], people, _channel(found["crowd"]), channels, _channel(found["history"]))

    def page_topics(self, person: Person, channel: Channel) -> list[tuple[str, int | None]]:
        """What an open page of a channel follows."""
        others = (f"chat.inbox:{person.membership}", f"chat.activity:{self.organisation}", f"presence:{self.organisation}")
        return [(channel.topic, None), *((topic, None) for topic in others)]


def _channel(found: dict[str, object]) -> Channel:
    return Channel(str(found["id"]), tuple(found["people"]))  # type: ignore[arg-type]
