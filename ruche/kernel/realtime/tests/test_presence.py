# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is here: told in batches, across pages and processes, to members only."""

from collections.abc import Callable
from uuid import UUID

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import presence
from ruche.kernel.realtime.envelopes import Attendance
from ruche.kernel.realtime.process import announcer
from ruche.kernel.realtime.tests.live_server import LiveClient, LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]
ActorOf = Callable[[User, Organisation], Actor]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "PAUSE", 0.1)
    monkeypatch.setattr(presence, "GRACE", 0.4)


def follow(client: LiveClient, organisation: Organisation) -> list[str]:
    """Follow the organisation's presence; who is here."""
    topic = f"presence:{organisation.id}"
    client.send(subscribe=topic)
    assert client.next("subscribed")["topic"] == topic
    snapshot = client.next("presence")["data"]
    assert snapshot["all"] is True
    return snapshot["online"]


def test_coming_and_going_is_told_once(
    server: LiveServer, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor, actor_of: ActorOf
) -> None:
    hers, his = (str(actor_of(user, atelier_a).membership.id) for user in (alice, bob))
    with server.connect(ticket=ticket_for(alice)) as one:
        assert follow(one, atelier_a) == []
        assert one.next("presence")["data"] == {"online": [hers], "away": [], "offline": []}
        with server.connect(ticket=ticket_for(bob)) as tab, server.connect(ticket=ticket_for(bob)) as other_tab:
            assert follow(tab, atelier_a) == [hers]
            follow(other_tab, atelier_a)
            assert one.next("presence")["data"] == {"online": [his], "away": [], "offline": []}
        assert one.next("presence")["data"] == {"online": [], "away": [], "offline": [his]}
        assert one.is_silent(0.5, "presence")


def test_turning_a_page_is_not_leaving(server: LiveServer, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor) -> None:
    with server.connect(ticket=ticket_for(alice)) as one:
        follow(one, atelier_a)
        one.next("presence")
        for _page in range(3):
            with server.connect(ticket=ticket_for(bob)) as page:
                follow(page, atelier_a)
        assert len(one.next("presence")["data"]["online"]) == 1
        assert one.is_silent(0.2, "presence")


def test_people_of_other_processes_count_until_their_process_is_gone(
    brisk: None, server: LiveServer, atelier_a: Organisation, alice: User, ticket_for: TicketFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "FORGET", 0.5)
    monkeypatch.setattr(presence, "REPEAT", 0.1)
    somebody = UUID(int=7)
    with server.connect(ticket=ticket_for(alice)) as one:
        follow(one, atelier_a)
        one.next("presence")
        announcer.announce(Attendance("killed-later", atelier_a.id, (somebody,), (), ()))
        assert one.next("presence")["data"] == {"online": [str(somebody)], "away": [], "offline": []}
        assert one.next("presence")["data"] == {"online": [], "away": [], "offline": [str(somebody)]}
        assert one.is_silent(0.5, "presence")


def test_strangers_do_not_see_who_is_here(
    server: LiveServer, atelier_a: Organisation, bureau_b: Organisation, charlie: User, ticket_for: TicketFor
) -> None:
    with server.connect(ticket=ticket_for(charlie)) as client:
        assert client.subscribe(f"presence:{atelier_a.id}")["type"] == "refused"
        assert client.subscribe(f"presence:{bureau_b.id}")["type"] == "subscribed"
