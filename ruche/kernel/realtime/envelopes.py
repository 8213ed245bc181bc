# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travels on the bus between processes: a line that says what it is, and below it the event, encoded once."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

# Who sent it: each process ignores its own messages when the bus brings them back.
PROCESS = secrets.token_hex(6)

# NOTIFY refuses 8,000 bytes. Bytes, not characters.
MAX_BYTES = 7_900


# Of one event for many: the rest of the payload has room for 360 keys at most, for 80 at least.
LONGEST_SHARED = 6_000  # bytes
KEY = 16  # bytes

_encode = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Encoded(dict[str, Any]):
    """Data whose JSON is wanted more than once, and which nobody changes any more."""

    @cached_property
    def text(self) -> str:
        return _encode(self)


def encode_event(topic: str, type_: str, data: Mapping[str, Any]) -> str:
    """One event as JSON; a frame is a JSON array of them."""
    return event_text(topic, encode_shared(type_, data))


def encode_shared(type_: str, data: Mapping[str, Any]) -> str:
    """What is the same in an event for every topic."""
    text = data.text if isinstance(data, Encoded) else _encode(data)
    return f'"type":{_encode(type_)},"data":{text}}}'


def event_text(topic: str, shared: str) -> str:
    return f'{{"topic":{_encode(topic)},{shared}'


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event on its way to the followers of a topic. Without text it was too large to travel: read it.

    `position`: the place it is about. Readers whose view begins later do not get it.
    """

    topic: str
    organisation_id: UUID
    revision: int | None
    text: str
    position: int | None = None

    @classmethod
    def of(cls, topic: str, type_: str, data: Mapping[str, Any], organisation_id: UUID) -> Self:
        return cls(topic, organisation_id, data.get("revision"), encode_event(topic, type_, data), data.get("position"))

    def pack(self) -> str:
        head = f"{PROCESS} event {self.topic} {self.organisation_id} {_number_text(self.revision)} {_number_text(self.position)}\n"
        packed = head + self.text
        return packed if len(packed.encode()) <= MAX_BYTES else head


@dataclass(frozen=True, slots=True)
class Circular:
    """One event without revision for many topics of a kind. `keys`: their uuids, one after the other, 16 bytes each."""

    kind: str
    organisation_id: UUID
    keys: bytes
    shared: str

    @classmethod
    def each(cls, kind: str, keys: bytes, type_: str, data: Mapping[str, Any], organisation_id: UUID) -> Iterator[Self]:
        """As few as the bus can carry."""
        shared = encode_shared(type_, data)
        room = MAX_BYTES - len(cls(kind, organisation_id, b"", _portable(shared)).pack().encode())
        step = room // 4 * 3 // KEY * KEY  # in base64
        for start in range(0, len(keys), step):
            yield cls(kind, organisation_id, keys[start : start + step], shared)

    def topics(self) -> Iterator[str]:
        digits = self.keys.hex()
        for at in range(0, len(digits), 2 * KEY):
            one = digits[at : at + 2 * KEY]
            yield f"{self.kind}:{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"

    def pack(self) -> str:
        keys = b64encode(self.keys).decode()
        return f"{PROCESS} many {self.kind} {self.organisation_id} {keys}\n{_portable(self.shared)}"


@dataclass(frozen=True, slots=True)
class Revocation:
    """The rights of a user, everywhere or in one organisation, of all in an organisation, or of all who follow a topic, may
    have changed.
    """

    user_id: UUID | None
    organisation_id: UUID | None
    topic: str | None = None

    def pack(self) -> str:
        return f"{PROCESS} revoke {self.user_id or '-'} {self.organisation_id or '-'} {self.topic or '-'}\n"


@dataclass(frozen=True, slots=True)
class Attendance:
    """Members of an organisation who are now in that process, who are there but away, and who are not there any more."""

    process: str
    organisation_id: UUID
    online: tuple[UUID, ...]
    away: tuple[UUID, ...]
    offline: tuple[UUID, ...]

    @classmethod
    def here(cls, organisation_id: UUID, online: tuple[UUID, ...], away: tuple[UUID, ...], offline: tuple[UUID, ...]) -> Self:
        return cls(PROCESS, organisation_id, online, away, offline)

    def pack(self) -> str:
        online, away, offline = (",".join(map(str, members)) for members in (self.online, self.away, self.offline))
        return f"{self.process} attend {self.organisation_id} {online} {away} {offline}\n"


@dataclass(frozen=True, slots=True)
class RollCall:
    """A process that just began to hear asks who is present."""

    def pack(self) -> str:
        return f"{PROCESS} roll\n"


Announcement = Envelope | Circular | Revocation | Attendance | RollCall


def unpack(packed: str) -> Announcement | None:
    """What another process packed; None for our own and for what a newer version may say."""
    head, _, text = packed.partition("\n")
    match head.split(" "):
        case [process, *_] if process == PROCESS:
            return None
        case [_, "event", topic, organisation_id, revision, position]:
            return Envelope(topic, UUID(organisation_id), _number(revision), text, _number(position))
        case [_, "many", kind, organisation_id, keys]:
            return Circular(kind, UUID(organisation_id), b64decode(keys, validate=True), text)
        case [_, "revoke", user_id, organisation_id, topic]:
            return Revocation(_id(user_id), _id(organisation_id), None if topic == "-" else topic)
        case [process, "attend", organisation_id, online, away, offline]:
            return Attendance(process, UUID(organisation_id), _ids(online), _ids(away), _ids(offline))
        case [_, "roll"]:
            return RollCall()
        case _:
            return None


def _portable(shared: str) -> str:
    """What is too long for the bus is only said to be there: its followers read it."""
    return shared if len(shared.encode()) <= LONGEST_SHARED else encode_shared("resync", {})


def _ids(text: str) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in text.split(",") if one)


def _id(text: str) -> UUID | None:
    return None if text == "-" else UUID(text)


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)


def _number_text(number: int | None) -> str:
    return "-" if number is None else str(number)
