# SPDX-License-Identifier: AGPL-3.0-or-later
"""People, channels and credentials for the door, committed, since the door asks in threads of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import RefreshToken

from ruche.kernel.access.roles import Role
from ruche.kernel.api.tokens import EPOCH
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.organisations.models import Membership, Slug
from ruche.kernel.testing.people import find_actor, make_membership, make_organisation, make_user
from ruche.kernel.users.models import User
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import add_people, archive_channel, create_channel, post_message

CSRF = "a" * 32
SENT = UUID("01999999-0000-7000-8000-000000000001")  # Alice has posted this in the workshop


@dataclass
class DoorWorld:
    """Atelier A with all sorts of people and channels; Charlie's Bureau B; a club in which chat is off."""

    people: dict[str, User] = field(default_factory=dict)
    channels: dict[str, UUID] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def cookies(self, name: str, csrf: str = CSRF) -> str:
        return f"Cookie: ruche_session={self.sessions[name]}; ruche_csrf={csrf}"

    def session(self, name: str = "alice") -> list[str]:
        """The headers of a page of Ruche, as a browser sends them."""
        return [self.cookies(name), f"X-CSRFToken: {CSRF}", "Origin: http://localhost"]

    def token(self, name: str = "alice", *, age: timedelta = timedelta(0), epoch: int | None = None) -> str:
        user = self.people[name]
        refresh = RefreshToken.for_user(user)
        refresh[EPOCH] = user.session_epoch if epoch is None else epoch
        access = refresh.access_token
        access.set_exp(from_time=timezone.now() - age)
        return str(access)

    def refresh_token(self, name: str = "alice") -> str:
        refresh = RefreshToken.for_user(self.people[name])
        refresh[EPOCH] = self.people[name].session_epoch
        return str(refresh)

    def bearer(self, name: str = "alice") -> list[str]:
        return [f"Authorization: Bearer {self.token(name)}"]

    def path(self, channel: str = "workshop", slug: str = "atelier-a") -> str:
        return f"/api/v1/o/{slug}/chat/channels/{self.channels.get(channel, channel)}/messages/"


def message(body: Any = "Hello", **others: Any) -> bytes:
    """The JSON of a new message; a value of None leaves a field out."""
    sent = {"client_id": str(uuid4()), "body": body} | others
    return json.dumps({name: value for name, value in sent.items() if value is not None}).encode()


def build_door_world() -> DoorWorld:
    world = DoorWorld()
    atelier, bureau, club = (make_organisation(name, slug) for name, slug in (("A", "atelier-a"), ("B", "bureau-b"), ("C", "club")))
    Slug.objects.create(slug="old-atelier", skeleton="oldateller", organisation=atelier)
    with organisation_scope(club.pk):
        ModuleActivation.objects.filter(module="chat").delete()
    for name in ("alice", "bob", "charlie", "dana", "fleur", "gus", "sam", "lea", "tom"):
        world.people[name] = make_user(name.title())
    world.people["fleur"].language = "fr"
    world.people["fleur"].save()
    roles = {"alice": Role.OWNER, "gus": Role.GUEST}
    members = {
        name: make_membership(user, atelier, roles.get(name, Role.MEMBER)) for name, user in world.people.items() if name != "charlie"
    }
    for name, organisation in (("charlie", bureau), ("dana", bureau), ("alice", club)):
        make_membership(world.people[name], organisation, Role.OWNER)
    _furnish(world, members)
    for name, user in world.people.items():
        world.sessions[name] = signed_in(user)
    with organisation_scope(atelier.pk):
        Membership.objects.filter(pk=members["sam"].pk).update(status=Membership.Status.SUSPENDED)
        Membership.objects.filter(pk=members["lea"].pk).update(status=Membership.Status.LEFT, left_at=timezone.now())
    User.objects.filter(pk=world.people["tom"].pk).update(is_active=False)
    return world


def _furnish(world: DoorWorld, members: dict[str, Membership]) -> None:
    alice, charlie = (find_actor(world.people[name], organisation) for name, organisation in _places(world, members))
    inside = [members[name].pk for name in ("bob", "fleur", "sam", "lea", "tom")]
    with organisation_scope(alice.organisation_id, alice.user.pk):
        workshop, archive = create_channel(alice, name="workshop"), create_channel(alice, name="archive")
        board = create_channel(alice, name="board", kind=Channel.Kind.PRIVATE, people=[members["bob"].pk])
        guests = create_channel(alice, name="guests", kind=Channel.Kind.PRIVATE, people=[members["gus"].pk])
        news = create_channel(alice, name="news", kind=Channel.Kind.ANNOUNCEMENT, people=inside)
        add_people(alice, channel_id=workshop.pk, membership_ids=inside)
        archive_channel(alice, channel_id=archive.pk)
        post_message(alice, channel_id=workshop.pk, client_id=SENT, body="Sent before")
    with organisation_scope(charlie.organisation_id, charlie.user.pk):
        foreign = create_channel(charlie, name="foreign")
    made = {"workshop": workshop, "archive": archive, "board": board, "guests": guests, "news": news, "foreign": foreign}
    world.channels |= {name: channel.pk for name, channel in made.items()}


def _places(world: DoorWorld, members: dict[str, Membership]) -> Iterator[tuple[str, Any]]:
    yield "alice", members["alice"].organisation
    yield "charlie", Slug.objects.get(slug="bureau-b").organisation


def signed_in(user: User) -> str:
    """The key of a new session of somebody."""
    client = Client()
    client.force_login(user)
    key: str = client.session.session_key or ""
    return key


@contextmanager
def in_atelier() -> Iterator[None]:
    with organisation_scope(Slug.objects.get(slug="atelier-a").organisation_id):
        yield
