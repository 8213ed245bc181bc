# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of roles and rights; the pages are in access_pages.py."""

from collections.abc import Callable, Mapping
from typing import Any

from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice, things = world.actor("alice"), world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        things["api_holder"] = Membership.objects.get(user=world.people["bob"])
        for name in ("held", "free"):
            things[f"api_role_{name}"] = create_role(alice, name=f"Quokka {name}", permissions=["organisation.view_members"])
        things["api_assignment"] = give_role(alice, membership_id=things["api_holder"].pk, role=RoleRef(things["api_role_held"].pk))


def _of(**names: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {parameter: world.things[name].pk for parameter, name in names.items()}


def _given(world: World) -> dict[str, str]:
    return {"membership": str(world.things["api_holder"].pk), "role": str(world.things["api_role_free"].pk)}


_ROLE, _ASSIGNMENT = _of(role_id="api_role_held"), _of(assignment_id="api_assignment")
_NEW = {"name": "Cash", "permissions": ["organisation.view_members"]}
_ENDS = {"ends": {"text": "2099-01-01T12:00", "zone": "Europe/Paris"}}

CASES: list[Case] = [
    Case("api_permissions"),
    Case("api_roles"),
    Case("api_roles", "post", data=lambda world: _NEW, is_json=True),
    Case("api_role", parameters=_ROLE),
    Case("api_role", "patch", _ROLE, lambda world: {**_NEW, "version": 0}, is_json=True),
    Case("api_role", "delete", _of(role_id="api_role_free")),
    Case("api_role_assignments", data=lambda world: {"membership": _given(world)["membership"]}),
    Case("api_role_assignments", "post", data=_given, is_json=True),
    Case("api_role_assignment", "patch", _ASSIGNMENT, lambda world: _ENDS, is_json=True),
    Case("api_role_assignment", "delete", _ASSIGNMENT),
    Case("api_member_rights", parameters=_of(membership_id="api_holder")),
    Case("api_own_rights", person="bob"),
    Case("api_audit"),
]
