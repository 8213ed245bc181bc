# SPDX-License-Identifier: AGPL-3.0-or-later
"""Actors of the four people, and a channel of Atelier A with Alice and Bob in it."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import find_actor, make_membership, make_user
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import add_people, create_channel, post_message

Say = Callable[..., Message]


@pytest.fixture
def inside(atelier_a: Organisation) -> Iterator[None]:
    """Atelier A is the organisation of the context: for tests that call services."""
    with organisation_scope(atelier_a.id):
        yield


@pytest.fixture
def as_alice(alice: User, atelier_a: Organisation) -> Actor:
    return find_actor(alice, atelier_a)


@pytest.fixture
def as_bob(bob: User, atelier_a: Organisation) -> Actor:
    return find_actor(bob, atelier_a)


@pytest.fixture
def as_dana(dana: User, atelier_a: Organisation) -> Actor:
    return find_actor(dana, atelier_a)


@pytest.fixture
def as_charlie(charlie: User, bureau_b: Organisation) -> Actor:
    return find_actor(charlie, bureau_b)


@pytest.fixture
def as_guest(atelier_a: Organisation) -> Actor:
    guest = make_user("Gus")
    make_membership(guest, atelier_a, Role.GUEST)
    return find_actor(guest, atelier_a)


@pytest.fixture
def channel(atelier_a: Organisation, as_alice: Actor, as_bob: Actor) -> Channel:
    """Open, made by Alice; Bob is in it, Dana is not."""
    with organisation_scope(atelier_a.id):
        made = create_channel(as_alice, name="workshop", topic="Saturdays, ten to five")
        add_people(as_alice, channel_id=made.id, membership_ids=[as_bob.membership.id])
    return made


@pytest.fixture
def private_channel(atelier_a: Organisation, as_alice: Actor, as_bob: Actor) -> Channel:
    """Private, made by Alice; Bob is in it, Dana is not."""
    with organisation_scope(atelier_a.id):
        return create_channel(as_alice, name="board", kind=Channel.Kind.PRIVATE, people=[as_bob.membership.id])


@pytest.fixture
def say() -> Say:
    """say(actor, channel, body): a message, in the actor's organisation."""

    def post(actor: Actor, channel: Channel, body: str = "Hello") -> Message:
        with organisation_scope(actor.organisation_id):
            return post_message(actor, channel_id=channel.id, client_id=uuid4(), body=body).message

    return post
