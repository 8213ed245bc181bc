# SPDX-License-Identifier: AGPL-3.0-or-later
"""One event for many topics: whoever follows one of them gets it, as if it had been told there alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import publish_to_many
from ruche.kernel.realtime.tests.boards import KIND, Boards
from ruche.kernel.realtime.tests.live_server import LiveClient, LiveServer
from ruche.kernel.realtime.tests.test_other_processes import OtherProcess
from ruche.kernel.realtime.topics import Head
from ruche.kernel.users.models import User

TicketFor = Callable[[User], str]


@pytest.fixture
def lossy(boards: Boards) -> Boards:
    """Boards without history, as an inbox is."""
    object.__setattr__(boards.topic, "heads", lambda keys: {key: Head(boards.by_key[key].organisation_id) for key in keys})
    return boards


@pytest.fixture
def followed(
    server: LiveServer, lossy: Boards, atelier_a: Organisation, alice: User, bob: User, ticket_for: TicketFor
) -> Iterator[list[tuple[str, LiveClient]]]:
    """A board of each of two people, whom a socket of theirs follows: its key and the socket."""
    with ExitStack() as stack:
        found = []
        for user in (alice, bob):
            board, client = lossy.add(atelier_a.id, user.id), stack.enter_context(server.connect(ticket=ticket_for(user)))
            client.subscribe(board.topic)
            found.append((board.key, client))
        yield found


def tell(keys: list[str], organisation: Organisation) -> None:
    publish_to_many(KIND, [UUID(key) for key in keys], "message", {"text": "Été"}, organisation_id=organisation.id)


def test_each_follower_gets_it_once_under_their_own_topic(followed: list[tuple[str, LiveClient]], atelier_a: Organisation) -> None:
    nobody = [str(uuid4()) for _ in range(1_000)]
    tell([*nobody, *(key for key, _client in followed)], atelier_a)
    for key, client in followed:
        assert client.next("message") == {"topic": f"{KIND}:{key}", "type": "message", "data": {"text": "Été"}}
        assert client.is_silent()


def test_it_reaches_the_sockets_of_another_process(followed: list[tuple[str, LiveClient]], atelier_a: Organisation) -> None:
    other = OtherProcess()
    keys = [str(uuid4()) for _ in range(1_000)] + [key for key, _client in followed]
    other.say("publish_to_many", kind=KIND, keys=keys, type="message", data={"text": "Été"}, organisation_id=atelier_a.id)
    for key, client in followed:
        assert client.next("message") == {"topic": f"{KIND}:{key}", "type": "message", "data": {"text": "Été"}}
        assert client.is_silent()
    other.end()


def test_it_is_told_after_the_commit_and_never_elsewhere(
    followed: list[tuple[str, LiveClient]], atelier_a: Organisation, bureau_b: Organisation
) -> None:
    (here, one), (there, two) = followed
    with transaction.atomic():
        tell([here], atelier_a)
        assert one.is_silent(0.1)
    assert one.next("message")
    tell([there], bureau_b)
    assert two.is_silent()
