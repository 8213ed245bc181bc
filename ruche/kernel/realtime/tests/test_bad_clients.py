# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a client may do wrong, and the clear answer to each."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime.subscriptions import MAX_TOPICS
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


@pytest.mark.parametrize("frame", ["hello", "[]", b"\x00\x01", '{"subscribe": "x", "after": -1}', "{" + " " * 5000 + "}"])
def test_a_bad_frame_closes_the_socket(server: LiveServer, alice: User, ticket_for: TicketFor, frame: str | bytes) -> None:
    with server.connect(ticket=ticket_for(alice)) as client:
        client.connection.send(frame)
        assert client.closed_with() == 4400


def test_a_flood_closes_the_socket(server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        with suppress(ConnectionClosed):
            for _ in range(400):
                client.send(typing=board.topic)
        assert client.closed_with() == 4429


def test_a_socket_follows_so_many_topics_and_keeps_them(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    all_boards = [boards.add(atelier_a.id, alice.id) for _ in range(1000)]
    with server.connect(ticket=ticket_for(alice)) as client:
        for board in all_boards:
            client.send(subscribe=board.topic)
        answers = [client.next("subscribed", "refused") for _ in all_boards]
        assert sum(answer["type"] == "subscribed" for answer in answers) == MAX_TOPICS
        assert {str(answer["data"]) for answer in answers if answer["type"] == "refused"} == {"{'code': 'too_many'}"}
        all_boards[0].post()
        assert client.revisions(1) == [1]
    assert boards.asked["heads"] < 20


def test_a_reader_that_stands_still_is_caught_up_afterwards(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    board, total = boards.add(atelier_a.id, alice.id, bob.id), 500
    with server.connect(ticket=ticket_for(bob)) as quick, server.connect(ticket=ticket_for(alice), max_queue=1) as slow:
        quick.subscribe(board.topic)
        slow.subscribe(board.topic)
        for _ in range(total):  # 20 MB, more than all buffers on the way
            revision = board.post("x" * 40_000)
            assert quick.revisions(1) == [revision]
        seen = 0
        while (event := slow.next("message", "resync"))["type"] == "message":
            assert event["data"]["revision"] == seen + 1
            seen += 1
        assert 0 < seen < total
        total += 1
        board.post()  # the first that the socket could take again, but it would hide what is missing
        assert quick.revisions(1) == [total]
        slow.send(subscribe=board.topic, after=seen)
        assert slow.revisions(total - seen) == list(range(seen + 1, total + 1))
        assert slow.is_silent()
        board.post()
        assert slow.revisions(1) == [total + 1]
