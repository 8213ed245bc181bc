# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of roles and rights; those of the API are in access.py."""

from collections.abc import Callable, Mapping
from typing import Any

from ruche.kernel.access.audiences import new_audience
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.modules.people.models import Position
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        bob = Membership.objects.get(user=world.people["bob"])
        role = create_role(alice, name="Quokka treasurer", permissions=["organisation.invite_member"])
        things["role"], things["role_holder"] = role, bob
        things["held_role"] = give_role(alice, membership_id=bob.id, role=RoleRef(role.id), scope_id=things["group"].id)
        audience = new_audience("people.position", owner=alice.membership)
        things["audience_object"] = Position.objects.create(
            title="Quokka keeper", name_key="quokka keeper", opened_on="2026-01-01", **audience
        )


def _of(**names: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {parameter: world.things[name].id for parameter, name in names.items()}


def _role_data(world: World) -> dict[str, Any]:
    return {"name": "Renamed", "description": "", "permissions": ["organisation.invite_member"], "version": world.things["role"].version}


def _audience(world: World) -> dict[str, Any]:
    return {"kind": "people.position", "object_id": world.things["audience_object"].id}


_ROLE, _BOB, _HELD = _of(role_id="role"), _of(membership_id="role_holder"), _of(assignment_id="held_role")

CASES = [
    Case("access:own_rights"),
    Case("access:audience_detail", parameters=_audience),
    Case("access:audience_detail", "post", _audience, lambda world: {"audience_see": "2"}),
    Case("access:audience_count", data=lambda world: {"level": "2"}),
    Case("access:role_list"),
    Case("access:role_creation"),
    Case("access:role_creation", "post", data=lambda world: {"name": "Another", "permissions": ["organisation.invite_member"]}),
    Case("access:builtin_role", parameters=lambda world: {"role": "manager"}, has_foreign_object=False),
    Case("access:permission_holders", parameters=lambda world: {"permission": "organisation.invite_member"}, has_foreign_object=False),
    Case("access:role_detail", parameters=_ROLE),
    Case("access:role_edition", parameters=_ROLE),
    Case("access:role_edition", "post", _ROLE, _role_data),
    Case("access:role_deletion", parameters=_ROLE),
    Case("access:role_deletion", "post", _ROLE),
    Case("access:person_rights", parameters=_BOB),
    Case("access:assignment_creation", parameters=_BOB),
    Case("access:assignment_creation", "post", _BOB, lambda world: {"role": str(world.things["role"].id)}),
    Case("access:assignment_edition", parameters=_HELD),
    Case("access:assignment_edition", "post", _HELD, lambda world: {"ends": "2031-02-03T18:00"}),
    Case("access:assignment_ending", "post", _HELD),
    Case("access:audit_list"),
]
