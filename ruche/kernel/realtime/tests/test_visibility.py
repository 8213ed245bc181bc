# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees a history from a position on is never told of an earlier one: live, from another process, read to close a gap,
or from what is kept in memory for the others.
"""

from collections.abc import Callable, Iterator

import pytest

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import revoke
from ruche.kernel.realtime.tests.boards import Board, Boards
from ruche.kernel.realtime.tests.live_server import LiveClient, LiveServer
from ruche.kernel.realtime.tests.test_other_processes import OtherProcess
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


@pytest.fixture
def board(boards: Boards, atelier_a: Organisation, alice: User, bob: User) -> Board:
    """Twelve notes; Alice sees them all, Bob those from the tenth on."""
    board = boards.add(atelier_a.id, alice.id, bob.id)
    for number in range(1, 13):
        board.write(f"note {number}")
    board.begins[bob.id] = 10
    return board


@pytest.fixture
def whole(server: LiveServer, board: Board, alice: User, ticket_for: TicketFor) -> Iterator[LiveClient]:
    with server.connect(ticket=ticket_for(alice)) as client:
        assert client.subscribe(board.topic)["data"] == {"revision": 12}
        yield client


@pytest.fixture
def late(server: LiveServer, board: Board, bob: User, ticket_for: TicketFor) -> Iterator[LiveClient]:
    with server.connect(ticket=ticket_for(bob)) as client:
        assert client.subscribe(board.topic)["data"] == {"revision": 12}
        yield client


def places(client: LiveClient, count: int) -> list[int]:
    return [client.next("message")["data"]["position"] for _ in range(count)]


def test_an_edit_of_an_earlier_place_is_told_to_the_others_only(board: Board, whole: LiveClient, late: LiveClient) -> None:
    board.post("secret", position=3)
    board.post("shared", position=11)
    board.post("new", position=13)
    assert places(whole, 3) == [3, 11, 13]
    assert places(late, 2) == [11, 13]
    assert late.is_silent()


def test_another_process_tells_them_no_more(server: LiveServer, board: Board, whole: LiveClient, late: LiveClient) -> None:
    other = OtherProcess()
    other.tell(board, board.write("secret", position=3))
    other.tell(board, board.write("é" * 30_000, position=9))  # too large for the bus: it is read
    other.tell(board, board.write("shared", position=10))
    assert places(whole, 3) == [3, 9, 10]
    assert places(late, 1) == [10]
    assert late.is_silent()
    other.end()


def test_what_closes_a_gap_tells_them_no_more(brisk: None, board: Board, whole: LiveClient, late: LiveClient) -> None:
    board.write("secret", position=3)  # whoever wrote it died before telling
    board.write("shared", position=12)
    assert places(whole, 2) == [3, 12]
    assert places(late, 1) == [12]
    assert late.is_silent()


def test_catching_up_tells_them_no_more(
    server: LiveServer, boards: Boards, board: Board, alice: User, bob: User, whole: LiveClient, late: LiveClient, ticket_for: TicketFor
) -> None:
    board.post("secret", position=3)
    board.post("shared", position=11)
    places(whole, 2)
    for after, everything, his in ((12, [3, 11], [11]), (13, [11], [11]), (0, [1, 2, 4, 5, 6, 7, 8, 9, 10, 12, 3, 11], [10, 12, 11])):
        with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
            assert one.subscribe(board.topic, after)["data"] == two.subscribe(board.topic, after)["data"] == {"revision": 14}
            assert places(one, len(everything)) == everything
            assert places(two, len(his)) == his
            assert two.is_silent(0.1)
    assert boards.asked["changes"] == 1  # once for both, far back; the rest was in memory


def test_a_long_absence_in_which_nothing_visible_happened_ends(
    server: LiveServer, boards: Boards, board: Board, bob: User, whole: LiveClient, ticket_for: TicketFor
) -> None:
    for _ in range(120):
        board.post("secret", position=3)
    places(whole, 120)
    with server.connect(ticket=ticket_for(bob)) as client:
        assert client.subscribe(board.topic, 12)["data"] == {"revision": 132}
        board.post("shared", position=12)
        assert places(client, 1) == [12]
    assert boards.asked["changes"] <= 1


def test_coming_back_with_another_view_shows_that(
    server: LiveServer, board: Board, bob: User, whole: LiveClient, late: LiveClient, ticket_for: TicketFor
) -> None:
    board.begins[bob.id] = 12
    with server.connect(ticket=ticket_for(bob)) as again:
        again.subscribe(board.topic)
        board.post("older", position=11)
        board.post("newer", position=12)
        assert places(again, 1) == [12]
        assert places(late, 2) == [11, 12]  # nobody said that its view had changed
        late.subscribe(board.topic)
        board.post("older", position=11)
        board.post("newer", position=12)
        assert places(late, 1) == places(again, 1) == [12]


@pytest.mark.parametrize(("begins", "seen"), [(12, [12, 13]), (0, [3, 11, 12, 13])])
def test_a_view_that_changes_holds_at_once_on_an_open_socket(
    board: Board, atelier_a: Organisation, bob: User, whole: LiveClient, late: LiveClient, begins: int, seen: list[int]
) -> None:
    board.begins[bob.id] = begins  # taken out and let in again, or shown everything
    revoke(user_id=bob.pk, organisation_id=atelier_a.id)
    assert late.next("resync", timeout=1)["data"] == {"reset": True}
    for position in (3, 11, 12, 13):
        board.post(position=position)
    assert places(whole, 4) == [3, 11, 12, 13]
    assert places(late, len(seen)) == seen
    assert late.is_silent()


def test_who_is_taken_out_and_let_in_again_begins_there(
    server: LiveServer, board: Board, atelier_a: Organisation, bob: User, whole: LiveClient, late: LiveClient
) -> None:
    board.readers.discard(bob.id)
    revoke(user_id=bob.pk, organisation_id=atelier_a.id)
    late.next("refused", timeout=1)
    board.post("while away", position=13)
    board.readers.add(bob.id)
    board.begins[bob.id] = 14
    assert late.subscribe(board.topic, 12)["type"] == "subscribed"
    board.post("edited", position=13)
    board.post("hello again", position=14)
    assert places(whole, 3) == [13, 13, 14]
    assert places(late, 1) == [14]
    assert late.is_silent()
