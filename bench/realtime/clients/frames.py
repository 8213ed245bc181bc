# SPDX-License-Identifier: AGPL-3.0-or-later
"""WebSocket frames as a client reads and writes them, and what the three servers say in them.

A thousand readers get the same bytes: each chunk is taken apart once and found again by its bytes.
"""

import json
from collections.abc import Callable, Iterable

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Chunk:
    """What one piece of the stream said. `messages` are (revision, client id); a reply goes back as it is."""

    __slots__ = ("closed", "events", "is_refused", "messages", "replies", "resynced", "subscribed")

    def __init__(self) -> None:
        self.messages: list[tuple[int, str]] = []
        self.replies: list[bytes] = []
        self.subscribed: list[tuple[str, int | None]] = []
        self.resynced: list[str] = []  # topics that must be asked for again
        self.events = 0  # of any type
        self.is_refused = False
        self.closed: int | None = None


Dialect = Callable[[str, Chunk], None]


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame; the mask is zero, which is one as any other."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2)
    return head + b"\0\0\0\0" + payload


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames (opcode, payload) at the beginning, and the rest."""
    frames, at, end = [], 0, len(data)
    while end - at >= 2:
        size, begin = data[at + 1] & 0x7F, at + 2
        if size == 126:
            size, begin = int.from_bytes(data[at + 2 : at + 4]), at + 4
        elif size == 127:
            size, begin = int.from_bytes(data[at + 2 : at + 10]), at + 10
        if begin + size > end:
            break
        frames.append((data[at] & 0x0F, data[begin : begin + size]))
        at = begin + size
    return frames, data[at:]


def read(frames: Iterable[tuple[int, bytes]], dialect: Dialect) -> Chunk:
    chunk = Chunk()
    for opcode, payload in frames:
        if opcode == TEXT:
            dialect(payload.decode(), chunk)
        elif opcode == PING:
            chunk.replies.append(masked(payload, PONG))
        elif opcode == CLOSE:
            chunk.closed = int.from_bytes(payload[:2]) if len(payload) >= 2 else 1005
    return chunk


def ruche(text: str, chunk: Chunk) -> None:
    """An array of events."""
    for event in json.loads(text):
        chunk.events += 1
        kind = event["type"]
        if kind == "message" and "revision" in event["data"]:
            chunk.messages.append((event["data"]["revision"], event["data"].get("client_id", "")))
        elif kind == "subscribed":
            chunk.subscribed.append((event["topic"], event["data"]["revision"]))
        elif kind == "resync":
            chunk.resynced.append(event["topic"])
        elif kind == "refused":
            chunk.is_refused = True


def socket_io(text: str, chunk: Chunk) -> None:
    """engine.io 4: 0 open, 2 ping, 3 pong, 4 message; inside it socket.io 5: 0 connect, 2 event."""
    if text.startswith("42"):
        _name, data = json.loads(text[2:])
        chunk.events += 1
        chunk.messages.append((data["revision"], data["client_id"]))
    elif text.startswith("40"):
        chunk.subscribed.append(("", None))
    elif text.startswith("0"):
        chunk.replies.append(masked(b"40"))
    elif text == "2":
        chunk.replies.append(masked(b"3"))


def channels(text: str, chunk: Chunk) -> None:
    """What the consumer sends: one event, or the word that it has joined."""
    event = json.loads(text)
    if event["type"] == "message":
        chunk.events += 1
        chunk.messages.append((event["data"]["revision"], event["data"]["client_id"]))
    else:
        chunk.subscribed.append(("", None))
