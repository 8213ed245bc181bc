# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.protection.services import block
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice = world.actor("alice")
    with organisation_scope(world.atelier.id, alice.user.id):
        world.things["blocked"] = Membership.objects.get(user=world.people["dana"])
        block(alice, membership_id=world.things["blocked"].id)


def _blocked(world: World) -> dict[str, object]:
    return {"membership_id": world.things["blocked"].id}


CASES = [
    Case("protection:block_list"),
    Case("protection:message_privacy", "post", data=lambda world: {"takes_messages": "1"}),
    Case("protection:block_detail", parameters=_blocked),
    Case("protection:block_detail", "post", _blocked),
    Case("protection:block_removal", "post", _blocked),
    Case("api_blocks"),
    Case("api_blocks", "post", data=lambda world: {"membership_id": str(world.things["blocked"].id)}, is_json=True),
    Case("api_block", "delete", _blocked),
]
