# SPDX-License-Identifier: AGPL-3.0-or-later
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    pass


CASES: list[Case] = []
