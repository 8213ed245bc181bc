# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.services import add_to_group, create_group
from ruche.modules.people.services import open_position, propose_change, update_profile
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    bob, alice = world.actor("bob"), world.actor("alice")
    with organisation_scope(world.atelier.id, bob.user.id):
        update_profile(bob, title="Quokka whisperer", skills=["Quokka care"])
        world.things["change"] = propose_change(bob, field="title", value="Quokka keeper")
    with organisation_scope(world.atelier.id, alice.user.id):
        group = create_group(alice, name="Quokka house")
        add_to_group(alice, group_id=group.pk, membership_ids=[bob.membership.pk])
        world.things["chart_group"] = group
        world.things["position"] = open_position(alice, title="Quokka feeder", group_id=group.pk)


def _person(world: World) -> dict[str, object]:
    return {"membership_id": world.things["bob"].id}


def _position(world: World) -> dict[str, object]:
    return {"position_id": world.things["position"].pk}


def _change(world: World) -> dict[str, object]:
    return {"change_id": world.things["change"].pk}


def _group(world: World) -> dict[str, object]:
    return {"group_id": world.things["chart_group"].pk}


_POST = {"title": "Porter", "group_id": "", "opened_on": "2026-03-01", "text": "", "version": "0"}

CASES = [
    Case("people:person_list"),
    Case("people:person_export"),
    Case("people:person_detail", parameters=_person),
    Case("people:person_card", parameters=_person),
    Case("people:profile_update"),
    Case("people:profile_update", "post", data=lambda world: {"name": "Alice", "title": "Keeper"}),
    Case("people:org_chart"),
    Case("people:org_chart_svg"),
    Case("people:chart_group", parameters=_group),
    Case("people:position_list"),
    Case("people:position_creation"),
    Case("people:position_creation", "post", data=lambda world: _POST),
    Case("people:position_detail", parameters=_position),
    Case("people:position_detail", "post", parameters=_position, data=lambda world: _POST),
    Case("people:position_candidates", parameters=_position),
    Case("people:position_holder", "post", parameters=_position, data=lambda world: {"version": "0", "holder_id": ""}),
    Case("people:position_deletion", "post", parameters=_position),
    Case("people:change_list"),
    Case("people:profile_rules"),
    Case("people:profile_rules", "post", data=lambda world: {"sent": "1", "needs_approval": ["title"]}),
    Case("people:change_detail", parameters=_change),
    Case("people:change_approval", "post", parameters=_change),
    Case("people:change_rejection", "post", parameters=_change),
    Case("people:change_withdrawal", "post", parameters=_change, person="bob"),
    Case("api-people:person_list"),
    Case("api-people:person_detail", parameters=_person),
    Case("api-people:own_profile"),
    Case("api-people:own_profile", "patch", data=lambda world: {"title": "Keeper"}, is_json=True),
    Case("api-people:skill_list"),
    Case("api-people:chart"),
    Case("api-people:position_list"),
    Case("api-people:position_list", "post", data=lambda world: {"title": "Porter"}, is_json=True),
    Case("api-people:position_detail", parameters=_position),
    Case("api-people:position_detail", "patch", parameters=_position, data=lambda world: {"version": 0, "title": "Porter"}, is_json=True),
    Case("api-people:position_detail", "delete", parameters=_position),
    Case("api-people:position_holder", "put", parameters=_position, data=lambda world: {"version": 0, "holder": None}, is_json=True),
    Case("api-people:change_list"),
    Case("api-people:change_list", "post", data=lambda world: {"field": "title", "value": "Keeper"}, is_json=True),
    Case("api-people:change_detail", parameters=_change),
    Case("api-people:change_detail", "delete", parameters=_change, person="bob"),
    Case("api-people:change_approval", "put", parameters=_change, data=lambda world: {"note": ""}, is_json=True),
    Case("api-people:change_rejection", "put", parameters=_change, data=lambda world: {"note": ""}, is_json=True),
]
