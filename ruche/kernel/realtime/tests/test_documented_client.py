# SPDX-License-Identifier: AGPL-3.0-or-later
"""The client of docs/api/live.md, as printed there, misses nothing while its connections are cut."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ruche
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tests.test_signing_in import access_token
from ruche.kernel.users.models import User

PAGE = Path(ruche.__file__).parent.parent / "docs/api/live.md"


@pytest.fixture
def follow() -> Callable[..., Any]:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    printed: dict[str, Any] = {"__name__": "printed"}
    exec(compile(found[1], str(PAGE), "exec"), printed)
    return printed["follow"]


def cut_all(server: LiveServer) -> None:
    """End every connection, as a restart of the server does."""
    for client in server.live.hub.clients_of(None):
        server.loop.call_soon_threadsafe(client.close, 1012)


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_each_revision_once_in_order(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, follow: Callable[..., Any]
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    for _ in range(60):
        board.write()
    seen: list[int] = []
    url, token = f"ws://127.0.0.1:{server.port}/live/", access_token(alice)

    def handle(event: dict[str, Any]) -> None:
        seen.append(event["data"]["revision"])

    def run() -> None:
        with pytest.raises(LookupError):
            asyncio.run(follow(url, lambda: token, board.topic, 0, handle))

    reader = threading.Thread(target=run)
    reader.start()
    for _cut in range(3):
        for _ in range(20):
            board.post()
        cut_all(server)
        for _ in range(20):
            board.post()
        assert eventually(lambda: len(seen) >= len(board.notes))
    board.readers.clear()
    cut_all(server)
    reader.join(timeout=20)
    assert seen == list(range(1, 181))
