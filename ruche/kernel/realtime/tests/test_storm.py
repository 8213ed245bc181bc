# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everybody comes back at once, to a server that knows nothing yet: few queries, nothing lost, nothing twice."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from websockets.asyncio.client import connect

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.realtime.tests.boards import Board, Boards
from ruche.kernel.realtime.tests.live_server import LiveServer
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]

SOCKETS, MISSED = 150, 30


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the server asks the database."""
    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    @contextmanager
    def counting() -> Iterator[None]:
        with connections["default"].execute_wrapper(count):
            yield

    from ruche.kernel.realtime import threads

    original = threads._with_connection

    def counted(read: Callable[[], Any]) -> Any:
        with counting():
            return original(read)

    monkeypatch.setattr(threads, "_with_connection", counted)
    return asked


@pytest.fixture
def tickets(transactional_db: None, atelier_a: Organisation, ticket_for: TicketFor) -> list[str]:
    """Of so many members."""
    users = [User(email=f"m{number}@ruche.example", email_key=f"m{number}@ruche.example", name=f"M {number}") for number in range(SOCKETS)]
    User.objects.bulk_create(users)
    with organisation_scope(atelier_a.id):
        Membership.objects.bulk_create(
            Membership(organisation=atelier_a, user=user, name=user.name, role=Role.MEMBER, joined_at=atelier_a.created_at)
            for user in users
        )
    return [ticket_for(user) for user in users]


def come_back(server: LiveServer, board: Board, tickets: Sequence[str], after: Callable[[int], int]) -> list[list[int]]:
    """All at once; what each of them is told, up to the newest."""

    async def one(number: int) -> list[int]:
        url, protocols = f"ws://127.0.0.1:{server.port}/live/", ["ruche.json.v1", f"ticket.{tickets[number]}"]
        origin: Any = f"http://127.0.0.1:{server.port}"
        async with connect(url, subprotocols=protocols, origin=origin, compression=None, proxy=None) as socket:  # type: ignore[arg-type]
            await socket.send(json.dumps({"subscribe": board.topic, "after": after(number)}))
            seen: list[int] = []
            while not seen or seen[-1] < len(board.notes):
                events = json.loads(await asyncio.wait_for(socket.recv(), 20))
                seen += [event["data"]["revision"] for event in events if event["type"] == "message"]
            return seen

    async def everybody() -> list[list[int]]:
        return await asyncio.gather(*(one(number) for number in range(len(tickets))))

    return asyncio.run(everybody())


@pytest.mark.parametrize("spread", [1, 10])
def test_all_are_caught_up_by_a_handful_of_queries(
    queries: list[str],
    tickets: list[str],
    server: LiveServer,
    boards: Boards,
    atelier_a: Organisation,
    spread: int,
) -> None:
    """With `spread` > 1 they were cut off at different moments."""
    board = boards.add(atelier_a.id, *User.objects.values_list("id", flat=True))
    for number in range(200):
        board.write(f"note {number}")
    writer = threading.Timer(0.1, lambda: [board.post("meanwhile") for _ in range(5)])
    writer.start()
    queries.clear()
    seen = come_back(server, board, tickets, lambda number: 200 - MISSED + number % spread)
    writer.join()
    for number, revisions in enumerate(seen):
        assert revisions == list(range(200 - MISSED + number % spread + 1, revisions[-1] + 1))
    assert len([sql for sql in queries if "set_config" not in sql]) <= 12
    assert boards.asked["changes"] <= 4
