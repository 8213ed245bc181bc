# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from ruche.kernel.realtime import envelopes
from ruche.kernel.realtime.envelopes import (
    MAX_BYTES,
    Announcement,
    Attendance,
    Circular,
    Envelope,
    Revocation,
    RollCall,
    event_text,
    unpack,
)

HOME = UUID("0199a1b2-0000-7000-8000-000000000001")


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pack as another process would."""
    monkeypatch.setattr(envelopes, "PROCESS", "elsewhere")


def arrived(message: Announcement, monkeypatch: pytest.MonkeyPatch) -> Announcement | None:
    packed = message.pack()
    monkeypatch.setattr(envelopes, "PROCESS", "here")
    return unpack(packed)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    "message",
    [
        Envelope.of("chat.channel:1", "message", {"revision": 7, "body": "Été\nà l’atelier \u0000 \u2028"}, HOME),
        Envelope.of("chat.channel:1", "message", {"revision": 7, "position": 3, "body": ""}, HOME),
        Envelope.of("chat.channel:1", "typing", {"members": []}, HOME),
        Circular("chat.inbox", HOME, HOME.bytes + UUID(int=2).bytes, '"type":"message","data":{"text":"Été\n"}}'),
        Revocation(HOME, None),
        Revocation(None, HOME),
        Revocation(HOME, HOME),
        Revocation(None, None),
        Revocation(None, HOME, "chat.channel:1"),
        Attendance("elsewhere", HOME, (HOME, UUID(int=2)), (UUID(int=3),), ()),
        Attendance("elsewhere", HOME, (), (), (UUID(int=2),)),
        RollCall(),
    ],
)
def test_a_message_arrives_as_it_left(message: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    assert arrived(message, monkeypatch) == message


def test_own_messages_are_ignored() -> None:
    assert unpack(Revocation(HOME, None).pack()) is None


def test_what_a_newer_version_says_is_ignored() -> None:
    assert unpack("elsewhere something new\n{}") is None


@pytest.mark.usefixtures("elsewhere")
def test_size_is_counted_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = Envelope.of("chat.channel:1", "message", {"revision": 7, "body": "é" * 3000}, HOME)
    assert letters.pack().endswith("}")
    many = Envelope.of("chat.channel:1", "message", {"revision": 7, "body": "é" * 4000}, HOME)
    assert len(many.text) < MAX_BYTES < len(many.text.encode())
    assert arrived(many, monkeypatch) == Envelope("chat.channel:1", HOME, 7, "")


def test_one_event_for_many_is_the_event_of_each() -> None:
    keys = [uuid4() for _ in range(1_000)]
    data = {"channel": str(HOME), "position": 7, "author": {"id": str(HOME)}, "mentions": []}
    circulars = list(Circular.each("chat.inbox", b"".join(key.bytes for key in keys), "message", data, HOME))
    texts = {topic: event_text(topic, one.shared) for one in circulars for topic in one.topics()}
    assert texts == {f"chat.inbox:{key}": envelopes.encode_event(f"chat.inbox:{key}", "message", data) for key in keys}
    assert len(circulars) == 3
    assert all(len(one.pack().encode()) <= MAX_BYTES for one in circulars)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("letters", [100, 2_900, 5_000, 20_000])
def test_what_is_too_long_for_the_bus_is_said_to_be_there(letters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = b"".join(uuid4().bytes for _ in range(500))
    circulars = list(Circular.each("chat.inbox", keys, "message", {"text": "é" * letters}, HOME))
    packed = [one.pack() for one in circulars]
    assert all(len(one.encode()) <= MAX_BYTES for one in packed)
    monkeypatch.setattr(envelopes, "PROCESS", "here")
    found = [one for one in map(unpack, packed) if isinstance(one, Circular)]
    assert b"".join(one.keys for one in found) == keys
    whole = circulars[0].shared
    assert {one.shared for one in found} == {whole if letters < 3_000 else '"type":"resync","data":{}}'}
    assert {one.shared for one in circulars} == {whole}


def test_an_event_is_plain_json() -> None:
    data = {"id": HOME, "at": datetime(2026, 11, 21, 8, 30, tzinfo=UTC), "name": "Zoé"}
    text = envelopes.encode_event("people.x:1", "presence", data)
    assert json.loads(text) == {
        "topic": "people.x:1",
        "type": "presence",
        "data": {"id": str(HOME), "at": "2026-11-21T08:30:00Z", "name": "Zoé"},
    }
    assert "Zoé" in text
