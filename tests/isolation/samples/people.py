# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.db.context import organisation_scope
from ruche.modules.people.services import update_profile
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    bob = world.actor("bob")
    with organisation_scope(world.atelier.id, bob.user.id):
        update_profile(bob, title="Quokka whisperer")


CASES = [
    Case("people:person_list"),
    Case("people:person_detail", parameters=lambda world: {"membership_id": world.things["bob"].id}),
    Case("people:profile_update"),
    Case("people:profile_update", "post", data=lambda world: {"title": "Keeper"}),
    Case("api-people:person_list"),
    Case("api-people:person_detail", parameters=lambda world: {"membership_id": world.things["bob"].id}),
    Case("api-people:own_profile"),
    Case("api-people:own_profile", "patch", data=lambda world: {"title": "Keeper"}, is_json=True),
]
