# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one class that is tied to the inside of uvicorn: written frames are right, and a stock server does as well."""

from collections.abc import Callable
from importlib.metadata import version

import pytest

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import hub, protocol
from ruche.kernel.realtime.protocol import ReadyFrameProtocol
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


def test_it_was_read_against_this_uvicorn() -> None:
    assert version("uvicorn").startswith("0.54."), "Read protocol.py again, beside the new WebSocketsSansIOProtocol."


@pytest.mark.parametrize("ws", [protocol.UVICORN_OPTIONS["ws"], "websockets-sansio"])
def test_frames_of_every_length_arrive(
    transactional_db: None,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
    ws: str,
) -> None:
    monkeypatch.setitem(protocol.UVICORN_OPTIONS, "ws", ws)
    board = boards.add(atelier_a.id, alice.id)
    with LiveServer() as server, server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        for length in (0, 1, 20, 120, 30_000, 66_000, 200_000):
            board.post("é" * length)
            assert client.next("message")["data"]["body"] == "é" * length


def test_ready_frames_are_used(
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built: list[bytes] = []
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        monkeypatch.setattr("websockets.server.ServerProtocol.send_text", lambda _self, text: built.append(text))
        board.post()
        assert client.revisions(1) == [1]
        assert built == []  # uvicorn built nothing
        monkeypatch.setattr(ReadyFrameProtocol, "_is_plain", lambda _self: False)
        board.post()
        assert client.is_silent()
        assert len(built) == 1  # and does when frames may not be written as they are


def test_silence_is_broken_by_a_tick(
    brisk: None, server: LiveServer, alice: User, ticket_for: TicketFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SILENCE", 0.3)
    with server.connect(ticket=ticket_for(alice)) as client:
        assert client.next(timeout=2) == {"topic": "", "type": "tick", "data": {}}
