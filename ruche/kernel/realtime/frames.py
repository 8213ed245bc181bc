# SPDX-License-Identifier: AGPL-3.0-or-later
"""Frames in both directions. From the server: a JSON array of events, made once for all its readers."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ruche.kernel.realtime.envelopes import encode_event

# An ASGI message; `frame` holds the finished bytes for ReadyFrameProtocol, `text` serves every other server.
Message = dict[str, Any]

MAX_FRAME = 262_144  # characters; a single larger event has a frame of its own
MAX_CLIENT_FRAME = 4096  # characters
MAX_TOPIC = 120
MAX_REVISION = 2**63 - 1
AWAY = "away"


class BadFrameError(ValueError):
    """The client sent what the protocol does not know; the socket is closed with 4400."""


@dataclass(frozen=True, slots=True)
class ClientFrame:
    """`act` is subscribe, unsubscribe, typing, presence or token; `value` the topic, online or away, the token."""

    act: str
    value: str
    after: int | None = None


def frame_of(texts: Iterable[str]) -> Message:
    """One frame of these encoded events."""
    text = f"[{','.join(texts)}]"
    return {"type": "websocket.send", "text": text, "frame": _websocket_frame(text.encode())}


def frames_of(texts: Iterable[str]) -> list[Message]:
    """As few frames as these encoded events need, at least one: clients refuse more than 1 MiB, so at most a quarter of that in one."""
    frames: list[list[str]] = [[]]
    size = 0
    for text in texts:
        if frames[-1] and size + len(text) > MAX_FRAME:
            frames.append([])
            size = 0
        frames[-1].append(text)
        size += len(text)
    return [frame_of(frame) for frame in frames]


def frame_of_event(topic: str, type_: str, **data: Any) -> Message:
    return frame_of([encode_event(topic, type_, data)])


def _websocket_frame(payload: bytes) -> bytes:
    """RFC 6455, 5.2: final, text, from a server (so without mask)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload


def parse(text: str | None) -> ClientFrame:
    """The client's frame. Raises BadFrameError."""
    if text is None or len(text) > MAX_CLIENT_FRAME:
        raise BadFrameError
    try:
        frame = json.loads(text)
        json.dumps(frame, ensure_ascii=False).encode()  # half of a surrogate pair, written as an escape, could not be said back
    except (ValueError, RecursionError):
        raise BadFrameError from None
    match frame:
        case {"subscribe": str(topic), **rest} if rest.keys() <= {"after"} and len(topic) <= MAX_TOPIC:
            return ClientFrame("subscribe", topic, _revision(rest.get("after")))
        case {"unsubscribe": str(topic)} | {"typing": str(topic)} if len(frame) == 1 and len(topic) <= MAX_TOPIC:
            return ClientFrame(next(iter(frame)), topic)
        case {"presence": "online" | "away" as presence} if len(frame) == 1:
            return ClientFrame("presence", presence)
        case {"token": str(token)} | {"ticket": str(token)} if len(frame) == 1:
            return ClientFrame("token", token)
        case _:
            raise BadFrameError


def _revision(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= MAX_REVISION:
        raise BadFrameError
    return value
