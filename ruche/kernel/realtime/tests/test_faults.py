# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to networks, clocks, laptops and buses, and that nobody misses anything or keeps a right by it."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import identities, revoke
from ruche.kernel.realtime.bus.postgresql import PostgresqlLine
from ruche.kernel.realtime.process import Announcer
from ruche.kernel.realtime.protocol import UVICORN_OPTIONS
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveClient, LiveServer
from ruche.kernel.realtime.tests.test_other_processes import OtherProcess, end_connections
from ruche.kernel.realtime.tests.test_signing_in import access_token
from ruche.kernel.realtime.tests.test_slow_connection import handshake
from ruche.kernel.realtime.tickets import make_ticket
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


@pytest.fixture
def short_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is true for a minute is true for a second."""
    monkeypatch.setattr("ruche.kernel.realtime.live.FRESH", 1.0)
    monkeypatch.setattr(identities, "FRESH", 1.0)


@pytest.mark.parametrize("missed", [1, 50, 130])
def test_after_an_hour_offline_everything_comes_to_the_end(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor, missed: int
) -> None:
    board, ticket = boards.add(atelier_a.id, alice.id), ticket_for(alice)
    with server.connect(ticket=ticket) as client:
        client.subscribe(board.topic)
        board.post()
        assert client.revisions(1) == [1]
    for _ in range(missed):
        board.post()
    with server.connect(ticket=ticket) as client:  # the ticket of the page that was open all the time
        client.send(subscribe=board.topic, after=1)
        assert client.revisions(missed) == list(range(2, missed + 2))
        board.post()
        assert client.revisions(1) == [missed + 2]


def test_a_laptop_that_sleeps_is_let_go_and_caught_up_when_it_wakes(
    transactional_db: None, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UVICORN_OPTIONS, "ws_ping_interval", 0.7)
    monkeypatch.setitem(UVICORN_OPTIONS, "ws_ping_timeout", 0.7)
    board, ticket = boards.add(atelier_a.id, alice.id), ticket_for(alice)
    with LiveServer() as server:
        with socket.socket() as asleep:
            asleep.connect(("127.0.0.1", server.port))
            asleep.sendall(handshake(server, ticket, board.topic))
            asleep.settimeout(10)
            assert asleep.recv(4096).startswith(b"HTTP/1.1 101")
            deadline = time.monotonic() + 10
            while server.live.hub.clients_of(alice.pk):  # it answers no ping
                assert time.monotonic() < deadline
                time.sleep(0.02)
        assert board.topic not in server.live.hub.feeds
        for _ in range(70):
            board.post()
        with server.connect(ticket=ticket) as awake:
            awake.send(subscribe=board.topic, after=0)
            assert awake.revisions(70) == list(range(1, 71))


def test_two_tabs_hear_the_same(server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor) -> None:
    board, ticket = boards.add(atelier_a.id, alice.id), ticket_for(alice)
    with server.connect(ticket=ticket) as one, server.connect(ticket=ticket) as two:
        for tab in (one, two):
            tab.subscribe(board.topic)
        for _ in range(5):
            board.post()
        assert one.revisions(5) == two.revisions(5) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("jump", [-86_400, 86_400])
def test_a_clock_that_jumps_disturbs_no_open_socket(
    brisk: None,
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
    jump: float,
) -> None:
    board, now = boards.add(atelier_a.id, alice.id), time.time
    with server.connect(token=access_token(alice)) as program, server.connect(ticket=ticket_for(alice)) as page:
        for client in (program, page):
            client.subscribe(board.topic)
        monkeypatch.setattr("time.time", lambda: now() + jump)
        time.sleep(0.6)  # three looks at the clock
        board.post()
        assert program.revisions(1) == page.revisions(1) == [1]


def test_a_session_that_ends_while_the_word_is_lost_is_over_within_a_minute(
    short_minute: None,
    brisk: None,
    server: LiveServer,
    alice: User,
    ticket_for: TicketFor,
    end_sessions_of: Callable[[User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with server.connect(ticket=ticket_for(alice)) as client:
        monkeypatch.setattr(Announcer, "announce", lambda *_: None)
        end_sessions_of(alice)
        assert client.closed_with(timeout=3) == 4401


def test_a_right_that_is_lost_while_the_word_is_lost_is_gone_within_a_minute(
    short_minute: None,
    brisk: None,
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    bob: User,
    ticket_for: TicketFor,
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as stays, server.connect(ticket=ticket_for(bob)) as goes:
        for client in (stays, goes):
            client.subscribe(board.topic)
        board.readers.discard(bob.id)  # whoever took it away died before saying so
        assert goes.next("refused", timeout=3)["topic"] == board.topic
        board.post()
        assert stays.revisions(1) == [1]
        assert goes.is_silent()


def test_while_the_bus_is_down_rights_are_looked_at_again_and_again(
    brisk: None,
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    bob: User,
    ticket_for: TicketFor,
    end_sessions_of: Callable[[User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And gaps are looked for, so that the conversation goes on."""
    other = OtherProcess()
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        for client in (one, two):
            client.subscribe(board.topic)
        working = PostgresqlLine.listen
        monkeypatch.setattr(PostgresqlLine, "listen", _never)
        end_connections("ruche-live")
        other.tell(board, board.write())  # said to nobody
        assert one.revisions(1) == two.revisions(1) == [1]
        board.readers.discard(bob.id)
        assert two.next("refused", timeout=2)["topic"] == board.topic
        end_sessions_of(bob)
        assert two.closed_with(timeout=2) == 4401
        monkeypatch.setattr(PostgresqlLine, "listen", working)
        other.tell(board, board.write())
        assert one.revisions(1) == [2]
    other.end()


async def _never(_line: PostgresqlLine) -> object:
    raise OSError
    yield None


def test_a_page_behind_another_process_that_is_ahead_needs_no_new_beginning(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as here, server.connect(ticket=ticket_for(bob)) as late:
        here.subscribe(board.topic)
        board.write("read through the API from a process that has not told us yet")
        assert late.subscribe(board.topic, 1)["data"] == {"revision": 1}
        assert late.is_silent(0.1)
        assert here.revisions(1) == [1]
        board.post()
        assert late.revisions(1) == here.revisions(1) == [2]


def test_signing_out_in_one_tab_silences_the_others_and_their_ticket(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, client_of: Callable[[User], Client]
) -> None:
    board, browser = boards.add(atelier_a.id, alice.id), client_of(alice)
    ticket = make_ticket(alice, browser.session.session_key)
    with server.connect(ticket=ticket) as one, server.connect(ticket=ticket) as two:
        for tab in (one, two):
            tab.subscribe(board.topic)
        browser.post("/account/sign-out/")
        assert one.closed_with(timeout=1) == two.closed_with(timeout=1) == 4401
    with server.connect(ticket=ticket) as again:
        with suppress(ConnectionClosed):  # it may be refused before it has asked
            again.send(subscribe=board.topic, after=0)
        assert again.closed_with(timeout=1) == 4401


def test_nothing_is_answered_before_it_is_certain_who_asks(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket opens at once; the answers wait for the check of the session."""
    board = boards.add(atelier_a.id, alice.id)
    board.write("secret")
    asked = identities.find_holding

    def slowly(wanted: object) -> object:
        time.sleep(0.5)
        return asked(wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(identities, "find_holding", slowly)
    ticket = ticket_for(alice)
    with server.connect(ticket=ticket) as client:
        client.send(subscribe=board.topic, after=0)
        assert client.is_silent(0.2)
        assert client.revisions(1) == [1]
    monkeypatch.setattr(identities, "find_holding", lambda _wanted: time.sleep(0.3) or frozenset())
    revoke(user_id=alice.pk)
    with server.connect(ticket=ticket) as stranger:
        stranger.send(subscribe=board.topic, after=0)
        stranger.send(typing=board.topic)
        assert _only_closed(stranger) == 4401


def _only_closed(client: LiveClient) -> int | None:
    """The code of the close before which nothing was said."""
    assert client.is_silent(0.1)
    return client.closed_with(timeout=2)


@pytest.mark.parametrize("is_busy", [False, True])
def test_an_unknown_and_a_foreign_topic_take_the_same_way(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor, is_busy: bool
) -> None:
    """The same bytes, but for the name that was asked for, and about the same time."""
    board = boards.add(atelier_a.id, alice.id)
    unknown = board.topic[:-4] + ("0000" if board.topic[-4:] != "0000" else "1111")
    with server.connect(ticket=ticket_for(alice)) as owner, server.connect(ticket=ticket_for(bob)) as stranger:
        if is_busy:
            owner.subscribe(board.topic)
        answers: dict[str, set[str | bytes]] = {board.topic: set(), unknown: set()}
        taken: dict[str, list[float]] = {board.topic: [], unknown: []}
        for _ in range(15):
            for topic in answers:
                began = time.monotonic()
                stranger.send(subscribe=topic, after=0)
                answers[topic].add(str(stranger.connection.recv(5)).replace(topic, "…"))
                taken[topic].append(time.monotonic() - began)
        assert answers[board.topic] == answers[unknown]
        assert len(answers[unknown]) == 1
        # However much or little had to be read: nobody learns from the time whether it exists.
        assert all(min(times) >= 0.049 for times in taken.values())
        assert abs(min(taken[unknown]) - min(taken[board.topic])) < 0.02
