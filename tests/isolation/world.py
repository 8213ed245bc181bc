# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two organisations with one of everything in the first: what the cases are about."""

import re
import time
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.testing.people import find_actor, make_membership, make_organisation, make_user
from ruche.kernel.users.models import User

# Written into every text of Atelier A, and looked for in every page of Bureau B.
SECRET_WORDS = ("quokka", "Atelier A", "Bob")


def secrets_in(text: str) -> list[str]:
    """Those of the words that stand in a text. As whole words: three letters of a random token may be anybody's name."""
    return [word for word in SECRET_WORDS if re.search(rf"(?<![\w-]){word}(?![\w-])", text)]


@dataclass
class World:
    """`people` by first name in lower case; `things`: the objects of Atelier A that routes are about."""

    atelier: Organisation
    bureau: Organisation
    people: dict[str, User]
    things: dict[str, Any] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """Signed in a moment ago."""
        client = Client(raise_request_exception=True)
        client.force_login(self.people[name])
        session = client.session
        session[SESSION_KEY] = write_facts(SignInFacts(authenticated_at=time.time(), has_factor=True))
        session.save()
        return client

    def actor(self, name: str) -> Actor:
        """In Atelier A, or for Charlie in Bureau B."""
        return find_actor(self.people[name], self.bureau if name == "charlie" else self.atelier)


def build_world() -> World:
    """Alice owns Atelier A, Bob and Dana belong to it; Charlie owns Bureau B. Every module is on in both."""
    people = {name: make_user(name.title()) for name in ("alice", "bob", "charlie", "dana")}
    atelier, bureau = make_organisation("Atelier A", "atelier-a"), make_organisation("Bureau B", "bureau-b")
    for name, organisation, role in (
        ("alice", atelier, Role.OWNER),
        ("bob", atelier, Role.MEMBER),
        ("dana", atelier, Role.MEMBER),
        ("charlie", bureau, Role.OWNER),
        ("dana", bureau, Role.MEMBER),
    ):
        make_membership(people[name], organisation, role)
    world = World(atelier, bureau, people)
    from tests.isolation.samples import furnish

    furnish(world)
    return world
