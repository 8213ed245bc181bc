# SPDX-License-Identifier: AGPL-3.0-or-later
"""The word that is looked for is in a message of Atelier A, beside one that must not be seen elsewhere."""

from ruche.kernel.outbox.draining import drain
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    drain()  # what the others wrote can be found


CASES = [
    Case("search:results", data=lambda world: {"q": "escaped"}),
    Case("api_search", data=lambda world: {"q": "escaped", "in": str(world.things["channel"].id)}),
]
