# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hot door, tried from another organisation as every route is: with both locks, then with each lock alone."""

import json
from dataclasses import dataclass
from uuid import uuid4

import pytest

from ruche.config.front.doors import find_doors
from ruche.kernel.doors.credentials import Credential
from ruche.kernel.doors.door import Call, Served
from ruche.kernel.doors.identities import Identities
from ruche.kernel.doors.serving import serve
from ruche.kernel.testing.people import make_membership
from tests.isolation.world import World

CSRF = "a" * 32


@dataclass(frozen=True)
class Case:
    """What somebody who may sends through a module's door."""

    module: str
    parameters: tuple[tuple[str, str], ...]  # of the address: the world's thing under each name

    def send(self, world: World, key: str, slug: str, identities: Identities | None = None) -> Served | None:
        """By the session `key`. In the thread and connection of the test, so that what it wrote is put back."""
        headers = {
            "cookie": f"ruche_session={key}; ruche_csrf={CSRF}",
            "x-csrftoken": CSRF,
            "origin": "http://localhost",
            "content-type": "application/json",
        }
        parameters = {name: world.things[thing].id for name, thing in self.parameters}
        body = json.dumps({"client_id": str(uuid4()), "body": "Found it"}).encode()
        call = Call(find_doors()[self.module], self.module, slug, parameters, "localhost", "http", headers, body, "test")
        return serve(call, identities or Identities(lambda: False))


CASES = [Case("chat", (("channel_id", "channel"),))]


def test_every_door_has_a_case():
    assert {case.module for case in CASES} == find_doors().keys()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.module)
def test_succeeds_inside_and_not_from_outside(case, world):
    charlie, alice = (world.client(name).session.session_key for name in ("charlie", "alice"))
    assert case.send(world, charlie, "atelier-a") is None, "the view says 404"
    reached = case.send(world, charlie, "bureau-b")
    assert reached is not None
    assert reached.status == 404, "an object of Atelier A was reached through Bureau B"
    inside = case.send(world, alice, "atelier-a")
    assert inside is not None
    assert inside.status == 201


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.module)
def test_one_person_in_two_organisations_is_two_for_the_door(case, world):
    """Remembering who somebody is in one of them opens nothing in the other, whichever was first."""
    make_membership(world.people["bob"], world.bureau)
    identities, key = Identities(lambda: True), world.client("bob").session.session_key
    for _ in range(2):
        inside, outside = (case.send(world, key, slug, identities) for slug in ("atelier-a", "bureau-b"))
        assert inside is not None
        assert outside is not None
        assert (inside.status, outside.status) == (201, 404)
    assert identities._known.keys() == {(Credential(key, is_session=True), slug) for slug in ("atelier-a", "bureau-b")}
