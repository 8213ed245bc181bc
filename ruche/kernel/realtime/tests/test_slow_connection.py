# SPDX-License-Identifier: AGPL-3.0-or-later
"""A connection that takes one byte a second costs the process next to nothing, and nobody else a moment."""

import fcntl
import json
import os
import socket
import statistics
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime.frames import frame_of
from ruche.kernel.realtime.protocol import MOST_UNSENT, MOST_WRITTEN
from ruche.kernel.realtime.tests.boards import Board, Boards
from ruche.kernel.realtime.tests.live_server import LiveClient, LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]

NOTE = "x" * 8_000  # one object, however many notes the board keeps

SNAIL = """
import socket, sys, time
connection = socket.socket()
connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
connection.connect(("127.0.0.1", int(sys.argv[1])))
connection.sendall(sys.stdin.buffer.read())
while connection.recv(1):
    time.sleep(1)
"""


def handshake(server: LiveServer, ticket: str, topic: str) -> bytes:
    """And a subscription."""
    here = f"127.0.0.1:{server.port}"
    head = f"GET /live/ HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    head += "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    head += f"Sec-WebSocket-Protocol: ruche.json.v1, ticket.{ticket}\r\n\r\n"
    wish = json.dumps({"subscribe": topic}).encode()
    return head.encode() + bytes((0x81, 0x80 | len(wish))) + bytes(4) + wish


def resident() -> int:
    """KiB of this process, in which the server runs."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def talk(board: Board, reader: LiveClient, seconds: float) -> list[float]:
    """Twenty notes of 8 KB a second; how long each took to the reader."""
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        revision = board.post(NOTE)
        assert reader.revisions(1) == [revision]
        taken.append(time.monotonic() - began)
        time.sleep(max(0.0, 0.05 - taken[-1]))
    return taken


@pytest.mark.parametrize("seconds", [pytest.param(3.0, id="short"), pytest.param(60.0, id="long", marks=pytest.mark.long)])
def test_a_byte_a_second(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor, seconds: float
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as reader:
        reader.subscribe(board.topic)
        alone = talk(board, reader, min(seconds / 2, 10))
        snail = subprocess.Popen([sys.executable, "-c", SNAIL, str(server.port)], stdin=subprocess.PIPE)
        try:
            assert snail.stdin is not None
            snail.stdin.write(handshake(server, ticket_for(bob), board.topic))
            snail.stdin.close()
            before = resident()
            together = talk(board, reader, seconds)
            assert resident() - before <= 1024
            # A server that waited for the snail would be seconds late, each time.
            slowest_tenth = [statistics.quantiles(taken, n=10)[8] for taken in (alone, together)]
            assert slowest_tenth[1] <= max(2 * slowest_tenth[0], 0.5)
        finally:
            snail.kill()
            snail.wait()
    # What it missed is there when it comes back.
    with server.connect(ticket=ticket_for(bob)) as back:
        back.send(subscribe=board.topic, after=0)
        assert back.revisions(len(board.notes)) == list(range(1, len(board.notes) + 1))


def test_little_waits_in_the_process_and_in_the_kernel(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    """A reader that stops to read lags soon, not only after the megabytes that the kernel would keep for a good connection."""
    board = boards.add(atelier_a.id, alice.id)
    frame = frame_of(['"' + NOTE + '"'])
    with socket.socket() as connection:
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(handshake(server, ticket_for(alice), board.topic))
        assert connection.recv(65_536)
        deadline = time.monotonic() + 5
        while not server.live.hub.clients_of(alice.pk) and time.monotonic() < deadline:
            time.sleep(0.01)
        (client,) = server.live.hub.clients_of(alice.pk)

        def push() -> int:
            done = threading.Event()
            server.loop.call_soon_threadsafe(lambda: (client.reader.push(frame), done.set()))
            assert done.wait(5)
            return len(NOTE)

        for _ in range(1000):  # meanwhile the kernel learns that much may be under way
            push()
            connection.recv(65_536)
        written = 0
        while not client.reader.is_lagging:
            written += push()
        waiting = int.from_bytes(fcntl.ioctl(connection, termios.FIONREAD, bytes(4)), sys.byteorder)
        assert written - waiting < 2 * (MOST_WRITTEN + MOST_UNSENT)
