# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way to sign a socket in, and every way that must fail."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from websockets.exceptions import InvalidStatus

from ruche.kernel.api.tokens import EPOCH
from ruche.kernel.realtime import client as limits
from ruche.kernel.realtime import revoke
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.realtime.tickets import make_ticket, read_ticket
from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]
TOPIC = "test.board:0199a1b2-0000-7000-8000-000000000001"


def access_token(user: User, *, seconds: int = 600, epoch: int = 0) -> str:
    token = AccessToken.for_user(user)
    token[EPOCH] = epoch
    token.set_exp(lifetime=timedelta(seconds=seconds))
    return str(token)


def is_signed_in(client: Any) -> bool:
    return client.subscribe(TOPIC)["type"] == "refused"


def test_a_ticket_signs_in(server: LiveServer, alice: User, ticket_for: TicketFor) -> None:
    with server.connect(ticket=ticket_for(alice)) as client:
        assert is_signed_in(client)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None, "http://127.0.0.1:1", "http://["])
def test_a_ticket_needs_our_origin(server: LiveServer, alice: User, ticket_for: TicketFor, origin: str | None) -> None:
    with server.connect(ticket=ticket_for(alice), origin=origin) as client:
        assert client.closed_with() == 4403


def test_our_public_address_is_our_origin(server: LiveServer, alice: User, ticket_for: TicketFor) -> None:
    with server.connect(ticket=ticket_for(alice), origin=settings.PUBLIC_URL) as client:
        assert is_signed_in(client)


def test_a_changed_ticket_is_refused(server: LiveServer, alice: User, bob: User, ticket_for: TicketFor) -> None:
    good = ticket_for(alice)
    for bad in (good[:-1], good + "x", good.replace(str(alice.pk), str(bob.pk)), "x", good[::-1]):
        with server.connect(ticket=bad) as client:
            assert client.closed_with() == 4401


def test_a_ticket_of_another_persons_session_is_refused(server: LiveServer, alice: User, client_of: Callable[[User], Client]) -> None:
    with server.connect(ticket=make_ticket(alice, "nosuchsession")) as client:
        assert client.closed_with() == 4401


def test_a_ticket_dies_with_its_session_and_with_the_epoch(server: LiveServer, alice: User, ticket_for: TicketFor) -> None:
    ticket = ticket_for(alice)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    with server.connect(ticket=ticket) as client:
        assert client.closed_with() == 4401
    later = ticket_for(alice)
    User.objects.filter(pk=alice.pk).update(session_epoch=1)
    with server.connect(ticket=later) as client:
        assert client.closed_with() == 4401


def test_no_ticket_is_older_than_a_session_can_be(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = make_ticket(alice, "session")
    assert read_ticket(ticket) is not None
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + settings.SESSION_COOKIE_AGE + 1)
    assert read_ticket(ticket) is None


def test_an_access_token_signs_in_from_anywhere(server: LiveServer, alice: User) -> None:
    token = access_token(alice)
    with server.connect(token=token, origin="https://elsewhere.example") as client:
        assert is_signed_in(client)
        assert client.connection.subprotocol == "ruche.json.v1"
    with server.connect(origin=None, additional_headers={"Authorization": f"Bearer {token}"}) as client:
        assert is_signed_in(client)


def test_refresh_and_expired_tokens_are_refused(server: LiveServer, alice: User) -> None:
    of_no_epoch = str(AccessToken.for_user(alice))
    for token in (access_token(alice, seconds=-1), access_token(alice, epoch=7), of_no_epoch, str(RefreshToken.for_user(alice))):
        with server.connect(token=token) as client:
            assert client.closed_with() == 4401


def test_signing_out_everywhere_ends_access_tokens_too(server: LiveServer, alice: User) -> None:
    with server.connect(token=access_token(alice)) as client:
        User.objects.filter(pk=alice.pk).update(session_epoch=1)
        revoke(user_id=alice.pk)
        assert client.closed_with(timeout=1) == 4401


def test_an_access_token_ends_while_the_socket_is_open(brisk: None, server: LiveServer, alice: User) -> None:
    with server.connect(token=access_token(alice, seconds=2)) as client:
        asked = client.next("ticket")["data"]
        assert asked["renew"] is True
        assert asked["expires_at"].endswith("Z")
        assert client.closed_with() == 4401


def test_a_new_token_keeps_the_socket(brisk: None, server: LiveServer, alice: User, bob: User) -> None:
    with server.connect(token=access_token(alice, seconds=2)) as client:
        client.send(token=access_token(alice))
        while client.next("ticket")["data"]["renew"]:  # asked for before the new one was read
            pass
        time.sleep(2.5)
        assert is_signed_in(client)
        client.send(token=access_token(bob))
        assert client.closed_with() == 4401


def test_the_first_frame_may_sign_in(server: LiveServer, alice: User, ticket_for: TicketFor) -> None:
    with server.connect() as client:
        client.send(ticket=ticket_for(alice))
        assert client.next("ticket")["data"] == {"expires_at": None, "renew": False}
        assert is_signed_in(client)
    with server.connect(origin="https://elsewhere.example") as client:
        client.send(ticket=ticket_for(alice))
        assert client.closed_with() == 4403


def test_a_stranger_may_say_nothing_else_and_not_stay(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with server.connect() as client:
        client.send(subscribe=TOPIC)
        assert client.closed_with() == 4401
    monkeypatch.setattr(limits, "SIGN_IN_TIME", 0.2)
    with server.connect() as client:
        assert client.closed_with(timeout=2) == 4401


@pytest.mark.parametrize("limit", ["MAX_CHECKED", "MAX_STRANGERS"])
def test_too_many_who_are_not_known_yet_are_sent_away_for_a_moment(
    server: LiveServer, alice: User, ticket_for: TicketFor, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(f"ruche.kernel.realtime.socket.{limit}", 0)
    with pytest.raises(InvalidStatus) as refused, server.connect(ticket=ticket_for(alice) if limit == "MAX_CHECKED" else ""):
        pass
    assert refused.value.response.status_code == 503
    assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 5


def test_without_an_upgrade_it_asks_for_one(server: LiveServer) -> None:
    answer = httpx.get(f"http://127.0.0.1:{server.port}/live/")
    assert answer.status_code == 426
    assert answer.headers["upgrade"] == "websocket"


def test_a_page_exchanges_its_ticket(server: LiveServer, alice: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(alice)
    answer = page.post("/live/ticket/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["person"] == str(alice.pk)
    with server.connect(ticket=answer.json()["ticket"]) as client:
        assert is_signed_in(client)
    assert page.get("/live/ticket/").status_code == 405
    assert Client().post("/live/ticket/").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post("/live/ticket/").status_code == 403


def test_a_programme_that_signs_out_loses_its_open_socket_and_opens_no_other(server: LiveServer, alice: User) -> None:
    answer = Client().post("/api/v1/token/", {"email": alice.email, "password": PASSWORD}, content_type="application/json")
    pair = answer.json()
    with server.connect(token=pair["access"]) as client:
        assert is_signed_in(client)
        assert Client().delete("/api/v1/token/", {"refresh": pair["refresh"]}, content_type="application/json").status_code == 204
        assert client.closed_with() == 4401
    with server.connect(token=pair["access"]) as client:
        assert client.closed_with() == 4401
