# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation asks of a sign-in holds for sockets that are open already: within a second, and by the clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime.tests.boards import Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tickets import make_ticket
from ruche.kernel.sign_in.models import SessionFact
from ruche.kernel.sign_in.services.policies import set_policy
from ruche.kernel.testing.people import PASSWORD, find_actor, make_group
from ruche.kernel.users.models import User

ALL = ("password", "passkey", "code", "provider", "directory")


def rule(owner: User, organisation: Organisation, **values: Any) -> None:
    given: dict[str, Any] = {"second_factor": "optional", "roles": [], "grace_days": 0, "session_hours": None, "methods": ALL, "version": 0}
    with organisation_scope(organisation.pk, owner.pk):
        set_policy(find_actor(owner, organisation), **{**given, **values})


def sign_in(user: User) -> Any:
    client = Client()
    assert client.post("/account/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def bobs(bob: User, atelier_a: Organisation) -> Any:
    """Bob's browser, signed in by password."""
    return sign_in(bob)


@pytest.fixture
def ticket(bobs: Any, bob: User) -> str:
    return make_ticket(bob, bobs.session.session_key)


def test_a_rule_that_begins_silences_who_has_no_factor(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket: str
) -> None:
    board = boards.add(atelier_a.id, bob.id)
    with server.connect(ticket=ticket) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        rule(alice, atelier_a, second_factor="all")
        assert client.next("refused", timeout=1)["topic"] == board.topic
        board.post()
        assert client.is_silent()
        assert client.subscribe(board.topic)["type"] == "refused"


def test_a_factor_that_was_used_keeps_the_socket(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket: str
) -> None:
    board = boards.add(atelier_a.id, bob.id)
    SessionFact.objects.update(has_factor=True)
    with server.connect(ticket=ticket) as client:
        client.subscribe(board.topic)
        rule(alice, atelier_a, second_factor="all")
        board.post()
        assert client.next("message", "refused")["type"] == "message"


def test_a_role_over_a_group_that_needs_a_factor_silences_at_once(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket: str
) -> None:
    board, team = boards.add(atelier_a.id, bob.id), make_group(atelier_a, "Repairs")
    rule(alice, atelier_a, second_factor="managers")
    with server.connect(ticket=ticket) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        with organisation_scope(atelier_a.id, alice.pk):
            member = find_actor(bob, atelier_a).membership
            give_role(find_actor(alice, atelier_a), membership_id=member.pk, role=RoleRef(builtin="manager"), scope_id=team.pk)
        assert client.next("refused", timeout=1)["topic"] == board.topic
        with organisation_scope(atelier_a.id):
            assert RoleAssignment.objects.filter(membership=member).exists()


def test_a_session_that_is_too_old_for_the_organisation_falls_silent_by_itself(
    server: LiveServer, boards: Boards, atelier_a: Organisation, bureau_b: Organisation, alice: User, dana: User
) -> None:
    rule(alice, atelier_a, session_hours=8)
    here, there = boards.add(atelier_a.id, dana.id), boards.add(bureau_b.id, dana.id)
    session = sign_in(dana).session.session_key
    begun = time.time() - 8 * 3600 + 1.5
    SessionFact.objects.update(authenticated_at=datetime.fromtimestamp(begun, UTC))
    with server.connect(ticket=make_ticket(dana, session)) as client:
        assert client.subscribe(here.topic)["type"] == "subscribed"
        assert client.subscribe(there.topic)["type"] == "subscribed"
        assert client.next("refused", timeout=3)["topic"] == here.topic
        assert time.time() - begun - 8 * 3600 < 1
        there.post()
        assert client.next("message")["topic"] == there.topic


def test_who_confirmed_meanwhile_who_they_are_goes_on(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, bobs: Any, ticket: str
) -> None:
    rule(alice, atelier_a, session_hours=8)
    board = boards.add(atelier_a.id, bob.id)
    SessionFact.objects.update(authenticated_at=datetime.fromtimestamp(time.time() - 8 * 3600 + 2, UTC))
    with server.connect(ticket=ticket) as client:
        client.subscribe(board.topic)
        assert bobs.post("/account/reauthentication/", {"password": PASSWORD}).status_code == 302
        assert client.is_silent(2.5)
        board.post()
        assert client.next("message")["type"] == "message"


def test_a_way_in_that_is_accepted_no_more_silences(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User, ticket: str
) -> None:
    board = boards.add(atelier_a.id, bob.id)
    with server.connect(ticket=ticket) as client:
        client.subscribe(board.topic)
        rule(alice, atelier_a, methods=["passkey", "code"])
        assert client.next("refused", timeout=1)["topic"] == board.topic


def test_an_access_token_says_itself_how_it_was_got(
    server: LiveServer, boards: Boards, atelier_a: Organisation, alice: User, bob: User
) -> None:
    board = boards.add(atelier_a.id, bob.id)
    pair = Client().post("/api/v1/token/", {"email": bob.email, "password": PASSWORD}, content_type="application/json").json()
    with server.connect(token=pair["access"]) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        rule(alice, atelier_a, methods=["passkey"])
        assert client.next("refused", timeout=1)["topic"] == board.topic


def test_a_session_ended_from_the_list_closes_its_socket_only(
    server: LiveServer, boards: Boards, bob: User, bobs: Any, ticket: str, client_of: Callable[[User], Client]
) -> None:
    other = sign_in(bob)
    fact = SessionFact.objects.get(session_key=bobs.session.session_key)
    with server.connect(ticket=ticket) as one, server.connect(ticket=make_ticket(bob, other.session.session_key)) as two:
        assert other.post(f"/account/sessions/{fact.pk}/end/").status_code == 302
        assert one.closed_with(timeout=1) == 4401
        assert two.is_silent()


def test_signing_out_everywhere_else_closes_the_others(server: LiveServer, boards: Boards, bob: User, bobs: Any, ticket: str) -> None:
    other = sign_in(bob)
    with server.connect(ticket=ticket) as client:
        other.post("/account/sessions/end/")
        assert client.closed_with(timeout=1) == 4401
