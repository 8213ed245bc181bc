# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from websockets.frames import Frame, Opcode

from ruche.kernel.realtime.frames import MAX_CLIENT_FRAME, BadFrameError, ClientFrame, frame_of, frames_of, parse


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('{"subscribe": "chat.channel:1", "after": 12}', ClientFrame("subscribe", "chat.channel:1", 12)),
        ('{"subscribe": "chat.channel:1"}', ClientFrame("subscribe", "chat.channel:1")),
        ('{"subscribe": "chat.channel:1", "after": null}', ClientFrame("subscribe", "chat.channel:1")),
        ('{"unsubscribe": "chat.channel:1"}', ClientFrame("unsubscribe", "chat.channel:1")),
        ('{"typing": "chat.channel:1"}', ClientFrame("typing", "chat.channel:1")),
        ('{"presence": "away"}', ClientFrame("presence", "away")),
        ('{"presence": "online"}', ClientFrame("presence", "online")),
        ('{"token": "abc"}', ClientFrame("token", "abc")),
        ('{"ticket": "abc"}', ClientFrame("token", "abc")),
    ],
)
def test_frames_of_the_protocol(text: str, frame: ClientFrame) -> None:
    assert parse(text) == frame


@pytest.mark.parametrize(
    "text",
    [
        None,  # a binary frame
        "",
        "hello",
        "[]",
        "{}",
        "null",
        '{"subscribe": 1}',
        '{"subscribe": "x", "after": -1}',
        '{"subscribe": "x", "after": 1.5}',
        '{"subscribe": "x", "after": true}',
        '{"subscribe": "x", "after": "1"}',
        '{"subscribe": "x", "after": 99999999999999999999}',
        '{"subscribe": "x", "unsubscribe": "x"}',
        '{"typing": "x", "name": "Somebody else"}',
        '{"publish": "x"}',
        '{"presence": "invisible"}',
        '{"presence": "away", "member": "somebody else"}',
        '{"typing": "' + "x" * 200 + '"}',
        '{"token": "' + "x" * MAX_CLIENT_FRAME + '"}',
        '{"subscribe": "chat.channel:\\ud800"}',
        "[" * 4000,
    ],
)
def test_anything_else_is_refused(text: str | None) -> None:
    with pytest.raises(BadFrameError):
        parse(text)


def test_events_are_divided_into_frames_that_every_client_takes() -> None:
    texts = ["x" * 100_000, "y" * 100_000, "z" * 100_000, "w" * 500_000, "v"]
    assert [message["text"] for message in frames_of(texts)] == [
        f"[{texts[0]},{texts[1]}]",
        f"[{texts[2]}]",
        f"[{texts[3]}]",
        f"[{texts[4]}]",
    ]
    assert [message["text"] for message in frames_of([])] == ["[]"]


@pytest.mark.parametrize("size", [1, 119, 120, 121, 122, 123, 124, 125, 126, 127, 65533, 65534, 65535, 65536, 200_000])
def test_a_ready_frame_is_what_the_library_would_write(size: int) -> None:
    message = frame_of(["x" * size])
    assert message["frame"] == Frame(Opcode.TEXT, message["text"].encode()).serialize(mask=False)
