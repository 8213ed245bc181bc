# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cases of every route, one file per part of the product, and the objects that they are about."""

from tests.isolation.cases import Case
from tests.isolation.samples import (
    access,
    access_pages,
    chat,
    directories,
    identity,
    lifecycle,
    minors,
    notifications,
    organisations,
    people,
    protection,
    search,
    shell,
    sign_in,
)
from tests.isolation.world import World

# In the order in which they furnish: what notifies and what is found comes last.
PARTS = (
    organisations,
    access,
    access_pages,
    protection,
    sign_in,
    identity,
    directories,
    lifecycle,
    minors,
    people,
    chat,
    notifications,
    search,
)
CASES: list[Case] = [*shell.CASES, *(case for part in PARTS for case in part.CASES)]


def furnish(world: World) -> None:
    """Put one of everything into Atelier A, each with a text that must never be seen elsewhere."""
    for part in PARTS:
        part.furnish(world)
