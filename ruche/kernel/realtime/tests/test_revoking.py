# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who loses a right is silent within a second: in this process, from another one, and when the word was lost."""

import threading
import time
from collections.abc import Callable, Sequence

import pytest
from django.db import transaction
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.realtime import identities, revoke, revoke_topic
from ruche.kernel.realtime.identities import find_holding
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tickets import Identity, make_ticket
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


def suspend(user: User, organisation: Organisation) -> None:
    with organisation_scope(organisation.id):
        Membership.objects.filter(user=user).update(status=Membership.Status.SUSPENDED)
    revoke(user_id=user.pk, organisation_id=organisation.id)


def test_a_suspended_member_is_silent_and_told_so(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        one.subscribe(board.topic)
        two.subscribe(board.topic)
        suspend(bob, atelier_a)
        assert two.next("refused", timeout=1)["topic"] == board.topic
        board.post()
        assert one.revisions(1) == [1]
        assert two.is_silent()
        assert two.subscribe(board.topic)["type"] == "refused"


def test_only_the_organisation_concerned_falls_silent(
    server: LiveServer, boards: Boards, atelier_a: Organisation, bureau_b: Organisation, dana: User, ticket_for: TicketFor
) -> None:
    here, there = boards.add(atelier_a.id, dana.id), boards.add(bureau_b.id, dana.id)
    with server.connect(ticket=ticket_for(dana)) as client:
        client.subscribe(here.topic)
        client.subscribe(there.topic)
        suspend(dana, atelier_a)
        assert client.next("refused", timeout=1)["topic"] == here.topic
        here.post()
        there.post()
        assert client.next("message")["topic"] == there.topic


def test_a_right_that_stays_is_not_disturbed(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(board.topic)
        revoke(organisation_id=atelier_a.id)
        revoke(user_id=alice.pk)
        board.post()
        assert client.next("message", "refused")["data"]["revision"] == 1
        assert client.is_silent()


def test_a_right_taken_from_all_of_an_organisation(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        one.subscribe(board.topic)
        two.subscribe(board.topic)
        board.readers.discard(bob.id)
        revoke(organisation_id=atelier_a.id)
        assert two.next("refused", timeout=1)["topic"] == board.topic
        assert one.is_silent()


def test_signing_out_closes_every_socket_of_that_session_only(
    server: LiveServer, boards: Boards, alice: User, client_of: Callable[[User], Client]
) -> None:
    here, there = client_of(alice), client_of(alice)
    tickets = [make_ticket(alice, client.session.session_key) for client in (here, there)]
    with server.connect(ticket=tickets[0]) as one, server.connect(ticket=tickets[0]) as tab, server.connect(ticket=tickets[1]) as other:
        here.session.flush()  # what django.contrib.auth.logout does
        assert one.closed_with(timeout=1) == tab.closed_with(timeout=1) == 4401
        assert other.is_silent()


@pytest.mark.parametrize("change", [{"session_epoch": 1}, {"is_active": False}])
def test_ending_every_session_closes_every_socket(
    server: LiveServer, boards: Boards, alice: User, ticket_for: TicketFor, change: dict[str, object]
) -> None:
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(alice)) as two:
        with transaction.atomic():
            User.objects.filter(pk=alice.pk).update(**change)
            revoke(user_id=alice.pk)  # said before the commit, told after it
        assert one.closed_with(timeout=1) == two.closed_with(timeout=1) == 4401


def test_a_right_lost_while_it_is_being_read_is_not_given(
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = boards.add(atelier_a.id, alice.id)

    def take_away_meanwhile(_actor: object, _key: str) -> bool:
        if alice.id in board.readers:
            board.readers.discard(alice.id)
            revoke(user_id=alice.pk, organisation_id=atelier_a.id)
            time.sleep(0.1)  # the revocation arrives before this answer, which is old
            return True
        return False

    object.__setattr__(boards.topic, "authorise", take_away_meanwhile)
    with server.connect(ticket=ticket_for(alice)) as client:
        assert client.subscribe(board.topic)["type"] == "refused"
        board.post()
        assert client.is_silent()


def test_only_who_follows_a_topic_is_asked_about_it(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> None:
    closed, others = boards.add(atelier_a.id, alice.id), [boards.add(atelier_a.id, alice.id, bob.id) for _ in range(3)]
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as two:
        for board in (closed, *others):
            one.subscribe(board.topic)
        for board in others:
            two.subscribe(board.topic)
        boards.asked["authorise"] = 0
        closed.readers.clear()
        revoke_topic(closed.topic, organisation_id=atelier_a.id)
        assert one.next("refused", timeout=1)["topic"] == closed.topic
        assert boards.asked["authorise"] == 1
        assert two.is_silent()


def test_what_is_said_of_one_topic_holds_up_no_other(
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow, noisy = boards.add(atelier_a.id, alice.id), boards.add(atelier_a.id, alice.id)
    asked: list[str] = []

    def revoke_the_other_meanwhile(_actor: object, key: str) -> bool:
        asked.append(key)
        if key == slow.key:
            revoke_topic(noisy.topic, organisation_id=atelier_a.id)
            time.sleep(0.1)
        return True

    object.__setattr__(boards.topic, "authorise", revoke_the_other_meanwhile)
    object.__setattr__(boards.topic, "begins", None)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.subscribe(noisy.topic)
        assert client.subscribe(slow.topic)["type"] == "subscribed"
        assert asked.count(slow.key) == 1


def test_a_right_lost_before_it_is_certain_who_asks_is_not_given(
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    ticket_for: TicketFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = boards.add(atelier_a.id, alice.id)
    is_taken = threading.Event()

    def find_later(identities: Sequence[Identity]) -> frozenset[Identity]:
        assert is_taken.wait(10)
        return find_holding(identities)

    monkeypatch.setattr(identities, "find_holding", find_later)
    with server.connect(ticket=ticket_for(alice)) as client:
        client.send(subscribe=board.topic)
        while not boards.asked["authorise"]:
            time.sleep(0.01)
        board.readers.discard(alice.id)
        revoke(user_id=alice.pk, organisation_id=atelier_a.id)
        is_taken.set()
        assert client.next("subscribed", "refused")["type"] == "refused"


def test_even_a_lost_word_takes_effect(
    brisk: None,
    server: LiveServer,
    boards: Boards,
    alice: User,
    ticket_for: TicketFor,
    end_sessions_of: Callable[[User], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ruche.kernel.realtime.live.FRESH", 0.0)
    with server.connect(ticket=ticket_for(alice)) as client:
        monkeypatch.setattr("ruche.kernel.realtime.process.Announcer.announce", lambda *_: None)
        end_sessions_of(alice)
        assert client.closed_with() == 4401
