# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable, Mapping
from typing import Any

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import (
    add_bank_account,
    add_to_group,
    create_group,
    create_join_code,
    delete_group,
    invite_people,
    set_logo,
    suspend_member,
    update_legal_identity,
)
from tests.isolation.cases import Case
from tests.isolation.world import World

# The smallest PNG: its first bytes say what it is.
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes([0, 0, 0, 13]) + b"IHDR" + bytes([0, 0, 0, 8, 0, 0, 0, 8, 8, 6, 0, 0, 0])


def furnish(world: World) -> None:
    alice = world.actor("alice")
    things = world.things
    with organisation_scope(world.atelier.id, alice.user.id):
        things["bob"] = Membership.objects.get(user=world.people["bob"])
        things["dana"] = Membership.objects.get(user=world.people["dana"])
        things["group"] = create_group(alice, name="Quokka keepers", kind="team")
        things["other_group"] = create_group(alice, name="Quokka others", kind="team")
        things["binned_group"] = create_group(alice, name="Quokka binned", kind="team")
        delete_group(alice, group_id=things["binned_group"].id)
        add_to_group(alice, group_id=things["group"].id, membership_ids=[things["bob"].id])
        things["invitation"] = invite_people(alice, addresses="quokka@example.org").invitations[0]
        things["join_code"] = create_join_code(alice, label="Quokka door")
        things["account"] = add_bank_account(alice, label="Quokka account", iban="FR1420041010050500013M02606")
        update_legal_identity(alice, legal_name="Quokka in law")
        things["logo"] = set_logo(alice, content=_PICTURE)
        suspend_member(alice, membership_id=things["dana"].id)


def _of(**names: str) -> Callable[[World], Mapping[str, Any]]:
    """Parameters from the things of the world: _of(group_id="group")."""
    return lambda world: {parameter: world.things[name].id for parameter, name in names.items()}


def _module(name: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {"module": name}


_GROUP, _BOB, _DANA = _of(group_id="group"), _of(membership_id="bob"), _of(membership_id="dana")
_BOB_IN_GROUP = _of(group_id="group", membership_id="bob")
_GENERAL = {
    "name": "Atelier A",
    "slug": "atelier-a",
    "colour_0": "own",
    "colour_1": "#1d7a68",
    "second_colour_0": "",
    "second_colour_1": "#1d4f7a",
    "language": "en",
    "time_zone": "Europe/Paris",
    "languages": ["en"],
    "currency": "EUR",
    "date_format": "long",
    "week_start": "1",
}

CASES = [
    Case("organisations:first_run"),
    Case("organisations:first_run", "post", data=lambda world: {"addresses": "new@example.org", "role": "member"}),
    Case("organisations:departure", person="bob"),
    Case("organisations:departure", "post", person="bob"),
    Case("organisations:settings"),
    Case("organisations:general"),
    Case("organisations:general", "post", data=lambda world: _GENERAL),
    Case("organisations:logo_change", "post", data=lambda world: {"is_removed": "1"}),
    Case("organisations:legal"),
    Case("organisations:legal", "post", data=lambda world: {"city": "Lyon", "version": "1"}),
    Case("organisations:legal_check", "post", data=lambda world: {"field": "siren", "siren": "1"}),
    Case("organisations:legal_check", "post", data=lambda world: {"field": "iban", "iban": "FR14", "typing": "1"}),
    Case("organisations:vat_mention", "post", data=lambda world: {"vat_status": "liable", "country": "FR"}),
    Case("organisations:bank_account_creation", "post", data=lambda world: {"label": "New", "iban": "DE89370400440532013000"}),
    Case("organisations:bank_account_removal", "post", _of(account_id="account")),
    Case("organisations:bank_account_main", "post", _of(account_id="account")),
    Case("organisations:about"),
    Case("organisations:member_list"),
    Case("organisations:member_detail", parameters=_BOB),
    Case("organisations:member_role", "post", _BOB, lambda world: {"role": "manager"}),
    Case("organisations:member_suspension", "post", _BOB),
    Case("organisations:member_reactivation", "post", _DANA),
    Case("organisations:member_removal", "post", _BOB),
    Case("organisations:ownership", "post", _BOB),
    Case("organisations:invitation_list"),
    Case("organisations:invitation_list", "post", data=lambda world: {"addresses": "new@example.org", "role": "member"}),
    Case("organisations:invitation_sending", "post", _of(invitation_id="invitation")),
    Case("organisations:invitation_revocation", "post", _of(invitation_id="invitation")),
    Case("organisations:join_code_list"),
    Case("organisations:join_code_list", "post", data=lambda world: {"label": "Door", "role": "member", "days": "30", "max_uses": "5"}),
    Case("organisations:join_code_revocation", "post", _of(join_code_id="join_code")),
    Case("organisations:join_code_sheet", parameters=_of(join_code_id="join_code")),
    Case("organisations:group_list"),
    Case("organisations:group_creation"),
    Case("organisations:group_creation", "post", data=lambda world: {"name": "Kitchen", "kind": "team"}),
    Case("organisations:group_detail", parameters=_GROUP),
    Case("organisations:group_detail", "post", _GROUP, lambda world: {"name": "Renamed", "kind": "team", "version": "0"}),
    Case("organisations:group_deletion", parameters=_GROUP),
    Case("organisations:group_deletion", "post", _GROUP),
    Case("organisations:group_move", parameters=_GROUP),
    Case("organisations:group_move", "post", _GROUP, lambda world: {"parent_id": str(world.things["other_group"].id), "version": "0"}),
    Case("organisations:group_history", parameters=_GROUP),
    Case("organisations:person_groups", parameters=_BOB),
    Case("organisations:group_restoration", "post", _of(group_id="binned_group")),
    Case("organisations:group_candidates", parameters=_GROUP, data=lambda world: {"q": "bob"}),
    Case("organisations:group_entry", "post", _GROUP, lambda world: {"membership_id": str(world.things["bob"].id)}),
    Case("organisations:group_exit", "post", _BOB_IN_GROUP),
    Case("organisations:group_post", "post", _BOB_IN_GROUP, lambda world: {"post": "head"}),
    Case("organisations:module_list"),
    Case("organisations:module_activation", "post", _module("chat"), has_foreign_object=False),
    Case("organisations:module_deactivation", "post", _module("chat"), has_foreign_object=False),
    Case("api_members"),
    Case("api_member", parameters=_BOB),
    Case("api_groups"),
    Case("api_groups", "post", data=lambda world: {"name": "Kitchen"}, is_json=True),
    Case("api_group", parameters=_GROUP),
    Case("api_group", "patch", _GROUP, lambda world: {"name": "Renamed", "version": 0}, is_json=True),
    Case("api_group", "delete", _GROUP),
    Case("api_group_move", "put", _GROUP, lambda world: {"parent_id": str(world.things["other_group"].id), "version": 0}, is_json=True),
    Case("api_group_move_preview", parameters=_GROUP),
    Case("api_group_restoration", "post", _of(group_id="binned_group")),
    Case("api_group_people", "put", _GROUP, lambda world: {"people": []}, is_json=True),
    Case("api_group_members", parameters=_GROUP),
    Case("api_legal_identity"),
    Case("api_legal_identity", "patch", data=lambda world: {"city": "Lyon"}, is_json=True),
    Case("api_about"),
]
