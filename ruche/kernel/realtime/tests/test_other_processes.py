# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two processes and a real bus: what one says reaches the sockets of the other; what gets lost is found."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.realtime.tests.boards import Board, Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


class OtherProcess:
    def __init__(self, **environment: str) -> None:
        database = connection.settings_dict["NAME"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ruche.kernel.realtime.tests.other_process", database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )

    def say(self, act: str, **arguments: Any) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([act, arguments], default=str) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def tell(self, board: Board, revision: int) -> None:
        self.say("publish", topic=board.topic, type="message", data=board.data(revision), organisation_id=board.organisation_id)

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def other(server: LiveServer) -> Iterator[OtherProcess]:
    other = OtherProcess()
    yield other
    other.end()


def end_connections(application_name: str) -> int:
    """Have PostgreSQL end connections of the installation; how many there were."""
    ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(f"{ended} and application_name = %s and pid <> pg_backend_pid()", [application_name])
        return int(cursor.fetchone()[0])


def test_what_another_process_says_arrives_once_and_in_order(
    server: LiveServer, other: OtherProcess, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        for number in range(1, 101):
            revision = board.write()
            if number % 2:
                other.tell(board, revision)
            else:
                board.tell(revision)
        assert client.revisions(100) == list(range(1, 101))
        assert client.is_silent()


def test_an_event_too_large_for_the_bus_is_read(
    server: LiveServer, other: OtherProcess, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        other.tell(board, board.write("é" * 30_000))
        other.tell(board, board.write("small"))
        assert len(client.next("message")["data"]["body"]) == 30_000
        assert client.next("message")["data"]["body"] == "small"
    assert boards.asked["changes"] == 1


def test_a_message_that_was_never_told_is_found(
    brisk: None, server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        board.write("by a process that was killed between COMMIT and NOTIFY")
        assert client.revisions(1) == [1]


def test_a_hole_is_read_as_soon_as_the_next_one_arrives(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        board.write()
        board.write()
        began = time.monotonic()
        board.post()
        assert client.revisions(3) == [1, 2, 3]
        assert time.monotonic() - began < 1


def test_another_process_takes_a_right_away(
    server: LiveServer, other: OtherProcess, boards: Boards, atelier_a: Organisation, bob: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, bob.id)
    with server.connect(ticket=ticket_for(bob)) as client:
        client.subscribe(board.topic)
        with organisation_scope(atelier_a.id):
            Membership.objects.filter(user=bob).update(status=Membership.Status.LEFT)
        other.say("revoke", user_id=bob.pk, organisation_id=atelier_a.id)
        assert client.next("refused", timeout=1)["topic"] == board.topic
        board.post()
        assert client.is_silent()


def test_another_process_ends_the_sessions(
    server: LiveServer, other: OtherProcess, boards: Boards, bob: User, ticket_for: TicketFor
) -> None:
    with server.connect(ticket=ticket_for(bob)) as client:
        User.objects.filter(pk=bob.pk).update(session_epoch=1)
        other.say("revoke", user_id=bob.pk)
        assert client.closed_with(timeout=1) == 4401


def test_after_the_bus_was_lost_nothing_is_missing_and_rights_are_checked(
    server: LiveServer,
    other: OtherProcess,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    bob: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ruche.kernel.realtime.bus.listener.LONGEST_PAUSE", 0.5)
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        one.subscribe(board.topic)
        two.subscribe(board.topic)
        other.tell(board, board.write())
        assert one.revisions(1) == two.revisions(1) == [1]
        assert end_connections("ruche-live") >= 2
        board.write()
        board.readers.discard(bob.id)  # nobody hears of it
        assert one.revisions(1) == [2]
        two.next("refused")
        other.tell(board, board.write())
        assert one.revisions(1) == [3]
        assert two.is_silent()


def test_a_lost_database_connection_does_not_harm_the_next_question(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        for _ in range(8):
            assert client.subscribe(board.topic)["type"] == "subscribed"
        assert end_connections("ruche") >= 1
        for _ in range(8):
            assert client.subscribe(board.topic)["type"] == "subscribed"
