# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same over a real Redis, which is killed and comes back."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import live
from ruche.kernel.realtime.bus.redis import RedisLine
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tests.test_other_processes import OtherProcess
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]

pytestmark = pytest.mark.long


class RedisServer:
    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self._folder), "--bind", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
        )
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("Redis did not start.")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    redis = RedisServer(tmp_path)
    redis.start()
    announcer.hang_up()
    line = RedisLine(redis.url)
    monkeypatch.setattr(live, "line", lambda: line)
    monkeypatch.setattr(announcer._sender, "_line", lambda: line)
    monkeypatch.setattr("ruche.kernel.realtime.bus.listener.LONGEST_PAUSE", 0.5)
    monkeypatch.setattr("ruche.kernel.realtime.bus.sender.LONGEST_PAUSE", 0.5)
    yield redis
    announcer.hang_up()
    redis.kill()


def test_redis_carries_it_and_a_restart_loses_nothing(
    redis: RedisServer, server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    other = OtherProcess(REDIS_URL=redis.url)
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        one.subscribe(board.topic)
        two.subscribe(board.topic)
        for number in range(1, 51):
            other.tell(board, board.write())
            assert one.revisions(1) == [number]
        redis.kill()
        board.write()  # told while nobody can hear
        board.readers.discard(bob.id)
        redis.start()
        assert one.revisions(1) == [51]
        assert two.next("refused", timeout=10)["topic"] == board.topic
        for number in range(52, 62):
            other.tell(board, board.write())
            assert one.revisions(1) == [number]
    other.end()
