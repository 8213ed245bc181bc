# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.sign_in.models import SecondFactorRole, SignInPolicy
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice = world.actor("alice")
    with organisation_scope(world.atelier.id, alice.user.id):
        SignInPolicy.objects.create(session_hours=24 * 7)
        SecondFactorRole.objects.create(builtin="guest")  # named, but required of nobody yet: no rule says since when


_RULES = {"second_factor": "optional", "grace_days": "14", "session_hours": "", "methods": ["password", "passkey"], "version": "0"}
CASES: list[Case] = [
    Case("sign_in:policy"),
    Case("sign_in:policy", "post", data=lambda world: _RULES),
]
