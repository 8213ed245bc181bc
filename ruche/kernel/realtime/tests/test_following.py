# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people follow one board over real sockets; strangers cannot."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


def test_an_event_reaches_everybody_who_follows(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        assert one.connection.subprotocol == "ruche.json.v1"
        for client in (one, two):
            assert client.subscribe(board.topic) == {"topic": board.topic, "type": "subscribed", "data": {"revision": 0}}
        board.post("Bonjour")
        for client in (one, two):
            expected = {"topic": board.topic, "type": "message", "data": {"revision": 1, "position": 1, "body": "Bonjour"}}
            assert client.next("message") == expected


def test_what_was_missed_comes_first_page_by_page(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    for _ in range(120):
        board.write()
    with server.connect(ticket=ticket_for(alice)) as client:
        client.send(subscribe=board.topic, after=7)
        assert client.next()["type"] == "subscribed"
        board.post()
        assert client.revisions(114) == list(range(8, 122))


@pytest.mark.parametrize("stranger_is_member", [True, False])
def test_foreign_and_unknown_topics_are_refused_alike(
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    bureau_b: Organisation,
    alice: User,
    bob: User,
    charlie: User,
    ticket_for: TicketFor,
    stranger_is_member: bool,
) -> None:
    board = boards.add(atelier_a.id, alice.id, charlie.id)  # the module would let Charlie in: the kernel does not
    stranger = bob if stranger_is_member else charlie
    with server.connect(ticket=ticket_for(stranger)) as client, server.connect(ticket=ticket_for(alice)) as owner:
        assert owner.subscribe(board.topic)["type"] == "subscribed"
        for topic in (board.topic, f"test.board:{uuid4()}", f"no.such:{uuid4()}", "test.board:not-a-uuid", "nonsense"):
            assert client.subscribe(topic) == {"topic": topic, "type": "refused", "data": {"code": "not_found"}}
        board.post()
        assert owner.revisions(1) == [1]
        assert client.is_silent()


def test_a_member_of_two_organisations_follows_both(
    server: LiveServer, boards: Boards, atelier_a: Organisation, bureau_b: Organisation, dana: User, ticket_for: TicketFor
) -> None:
    here, there = boards.add(atelier_a.id, dana.id), boards.add(bureau_b.id, dana.id)
    with server.connect(ticket=ticket_for(dana)) as client:
        assert client.subscribe(here.topic)["type"] == client.subscribe(there.topic)["type"] == "subscribed"
        there.post()
        assert client.next("message")["topic"] == there.topic


def test_a_topic_of_an_inactive_module_is_unknown(
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        monkeypatch.setattr("ruche.kernel.realtime.admissions.module_of", lambda _kind: "switched_off")
        assert client.subscribe(board.topic)["type"] == "refused"


def test_unsubscribing_ends_it(server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor) -> None:
    board, other = boards.add(atelier_a.id, alice.id), boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        client.send(unsubscribe=board.topic)
        client.subscribe(other.topic)
        board.post()
        other.post()
        assert client.next("message")["topic"] == other.topic
        assert board.topic not in server.live.hub.feeds


def test_a_purged_history_and_an_impossible_revision_begin_anew(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    for _ in range(9):
        board.write()
    board.purged_through = 5
    with server.connect(ticket=ticket_for(alice)) as client:
        for after in (4, 99):
            assert client.subscribe(board.topic, after)["data"] == {"revision": 9}
            assert client.next() == {"topic": board.topic, "type": "resync", "data": {"reset": True}}
        board.post()
        assert client.revisions(1) == [10]


def test_writers_are_told_together_and_to_those_who_follow(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        one.subscribe(board.topic)
        two.send(typing=board.topic)  # does not follow it: no sign
        assert one.is_silent(0.8)
        two.subscribe(board.topic)
        one.send(typing=board.topic)
        assert [member["name"] for member in two.next("typing", timeout=0.4)["data"]["members"]] == ["Alice"]
        for _ in range(20):
            one.send(typing=board.topic)
            two.send(typing=board.topic)
        names = sorted(member["name"] for member in two.next("typing")["data"]["members"])
        assert names == ["Alice", "Bob"]
        assert two.is_silent(0.8)


def test_catch_up_of_many_is_read_once(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, dana: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id, dana.id)
    for _ in range(20):
        board.write()
    with (
        server.connect(ticket=ticket_for(alice)) as one,
        server.connect(ticket=ticket_for(bob)) as two,
        server.connect(ticket=ticket_for(dana)) as three,
    ):
        clients = (one, two, three)
        for client in clients:
            client.send(subscribe=board.topic, after=0)
        assert [client.revisions(20) for client in clients] == [list(range(1, 21))] * 3
    assert boards.asked["changes"] == 1
    assert boards.asked["authorise"] == 3
