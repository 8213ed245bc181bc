# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is here: told in batches, across pages and processes, to members only."""

import asyncio
import math
from collections.abc import Callable
from uuid import UUID

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.realtime import presence, revoke
from ruche.kernel.realtime.envelopes import Attendance, Envelope
from ruche.kernel.realtime.people_present import PeoplePresent
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


def test_away_is_who_looks_at_no_page(
    server: LiveServer, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor, actor_of: ActorOf
) -> None:
    his = str(actor_of(bob, atelier_a).membership.id)
    with server.connect(ticket=ticket_for(alice)) as one:
        follow(one, atelier_a)
        one.next("presence")
        with server.connect(ticket=ticket_for(bob)) as page, server.connect(ticket=ticket_for(bob)) as other_page:
            page.send(presence="away")  # also before it follows
            follow(page, atelier_a)
            assert one.next("presence")["data"] == {"online": [], "away": [his], "offline": []}
            follow(other_page, atelier_a)
            assert one.next("presence")["data"] == {"online": [his], "away": [], "offline": []}
            other_page.send(presence="away")
            assert one.next("presence")["data"] == {"online": [], "away": [his], "offline": []}
            other_page.send(presence="away")  # says nothing new
            assert one.is_silent(0.5, "presence")
            page.send(presence="online")
            assert one.next("presence")["data"] == {"online": [his], "away": [], "offline": []}
            with server.connect(ticket=ticket_for(alice)) as late:
                topic = f"presence:{atelier_a.id}"
                late.send(subscribe=topic)
                here = late.next("presence")["data"]
                assert (his in here["online"], here["away"], here["all"]) == (True, [], True)
        assert one.next("presence")["data"] == {"online": [], "away": [], "offline": [his]}


def test_a_page_that_closes_leaves_what_the_others_are(
    server: LiveServer, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor, actor_of: ActorOf
) -> None:
    his = str(actor_of(bob, atelier_a).membership.id)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as resting:
        follow(one, atelier_a)
        one.next("presence")
        resting.send(presence="away")
        follow(resting, atelier_a)
        one.next("presence")
        with server.connect(ticket=ticket_for(bob)) as page:
            follow(page, atelier_a)
            assert one.next("presence")["data"]["online"] == [his]
        assert one.next("presence")["data"] == {"online": [], "away": [his], "offline": []}


def test_online_in_one_process_is_online(
    server: LiveServer, atelier_a: Organisation, alice: User, ticket_for: TicketFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = UUID(int=7)
    with server.connect(ticket=ticket_for(alice)) as one:
        follow(one, atelier_a)
        one.next("presence")
        announcer.announce(Attendance("first", atelier_a.id, (), (somebody,), ()))
        assert one.next("presence")["data"] == {"online": [], "away": [str(somebody)], "offline": []}
        announcer.announce(Attendance("second", atelier_a.id, (somebody,), (), ()))
        assert one.next("presence")["data"] == {"online": [str(somebody)], "away": [], "offline": []}
        announcer.announce(Attendance("second", atelier_a.id, (), (), (somebody,)))
        assert one.next("presence")["data"] == {"online": [], "away": [str(somebody)], "offline": []}


def test_a_guest_is_seen_and_sees_nobody(
    server: LiveServer, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor, actor_of: ActorOf
) -> None:
    his = actor_of(bob, atelier_a).membership
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(id=his.id).update(role=Role.GUEST)
    with server.connect(ticket=ticket_for(alice)) as one, server.connect(ticket=ticket_for(bob)) as guest:
        follow(one, atelier_a)
        one.next("presence")
        assert follow(guest, atelier_a) == []
        assert one.next("presence")["data"]["online"] == [str(his.id)]
        assert guest.is_silent(0.3, "presence")
        with organisation_scope(atelier_a.id):
            Membership.objects.filter(id=his.id).update(role=Role.MEMBER)
        revoke(user_id=bob.pk, organisation_id=atelier_a.id)
        assert guest.next("resync", timeout=1)["data"] == {}
        assert len(follow(guest, atelier_a)) == 2


def test_changes_among_many_are_told_together() -> None:
    async def play() -> list[Envelope]:
        told: list[Envelope] = []
        people = PeoplePresent(UUID(int=1), asyncio.get_running_loop(), told.append)
        everybody = tuple(UUID(int=number) for number in range(100))
        people.hear(Attendance("p", UUID(int=1), everybody, (), ()), until=math.inf)
        for number in range(50):
            people.hear(Attendance("p", UUID(int=1), (), everybody[number : number + 1], ()), until=math.inf)
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.3)
        return told

    told = asyncio.run(play())
    assert len(told) <= 3
    assert told[-1].text.count(str(UUID(int=49))) == 1


def test_strangers_do_not_see_who_is_here(
    server: LiveServer, atelier_a: Organisation, bureau_b: Organisation, charlie: User, ticket_for: TicketFor
) -> None:
    with server.connect(ticket=ticket_for(charlie)) as client:
        assert client.subscribe(f"presence:{atelier_a.id}")["type"] == "refused"
        assert client.subscribe(f"presence:{bureau_b.id}")["type"] == "subscribed"
