# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cases of every route, one file per part of the product, and the objects that they are about."""

from tests.isolation.cases import Case
from tests.isolation.samples import chat, notifications, organisations, people, search, shell
from tests.isolation.world import World

CASES: list[Case] = [*shell.CASES, *organisations.CASES, *people.CASES, *chat.CASES, *notifications.CASES, *search.CASES]


def furnish(world: World) -> None:
    """Put one of everything into Atelier A, each with a text that must never be seen elsewhere."""
    for part in (organisations, people, chat, notifications, search):
        part.furnish(world)
