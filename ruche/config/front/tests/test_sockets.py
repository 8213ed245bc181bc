# SPDX-License-Identifier: AGPL-3.0-or-later
"""A connection becomes a WebSocket at /live/ only, under our name only."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ruche.config.environment import Environment
from ruche.config.front.application import Front
from ruche.config.front.static import StaticFiles
from ruche.config.front.tests.conftest import Server, echo


async def live(scope: Any, receive: Any, send: Any) -> None:
    """Accepts and tells whom it sees."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 426, "headers": []})
        await send({"type": "http.response.body"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    names = b",".join(sorted(name for name, _ in scope["headers"])).decode()
    await send({"type": "websocket.send", "text": f"{scope['client'][0]} {scope['scheme']} {names}"})


@pytest.fixture
def socket_server(environment: Environment, serve: Callable[[Any], Server]) -> Iterator[Server]:
    front = Front(environment=environment, pages=echo, live=live, static=StaticFiles())
    yield serve(front)
    front.threads.close()


def test_live(socket_server: Server) -> None:
    headers = {"X-Forwarded-For": "1.2.3.4", "X_Odd": "1", "Cookie": "a=1"}
    with connect(f"ws://localhost:{socket_server.port}/live/", additional_headers=headers) as client:
        address, scheme, names = str(client.recv()).split()
    assert (address, scheme) == ("127.0.0.1", "ws")
    assert "cookie" in names.split(",")
    assert not {"x-forwarded-for", "x_odd"} & set(names.split(","))


@pytest.mark.parametrize("path", ["/", "/live", "/live/more/", "/o/atelier-a/"])
def test_other_paths(socket_server: Server, path: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, connect(f"ws://localhost:{socket_server.port}{path}"):
        pass
    assert refusal.value.response.status_code == 403


def test_other_name(socket_server: Server) -> None:
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(f"ws://evil.example:{socket_server.port}/live/", address=("127.0.0.1", socket_server.port)),
    ):
        pass
    assert refusal.value.response.status_code == 403


def test_plain_request(socket_server: Server) -> None:
    assert socket_server.get("/live/").status == 426


def test_where_no_sockets_are_served(server: Server) -> None:
    with pytest.raises(InvalidStatus), connect(f"ws://localhost:{server.port}/live/"):
        pass
