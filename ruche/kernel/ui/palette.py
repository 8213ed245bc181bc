# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of the command palette (Ctrl K): the kernel's own and those of each active module."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.text import fold
from ruche.kernel.ui.navigation import Space

LIMIT = 12


@dataclass(frozen=True)
class PaletteEntry:
    """One line. `kind` groups lines ("person", "channel", "act", "place"); `icon` is a lucide name."""

    kind: str
    label: Any
    detail: Any
    url: str
    icon: str


def find_palette_entries(actor: Actor, words: str, spaces: Iterable[Space]) -> list[PaletteEntry]:
    """At most LIMIT lines that hold the words: places first, then what each active module finds."""
    asked = fold(words)
    places = [one for one in _places(spaces) if asked in fold(str(one.label))]
    found = [one for provider in _providers(actor) for one in provider(actor, words)]
    return [*places, *found][:LIMIT]


def _providers(actor: Actor) -> list[Callable[[Actor, str], list[PaletteEntry]]]:
    active = [one for name, one in manifests().items() if one.palette and name in actor.active_modules]
    return [resolve(one.name, one.palette) for one in active if one.palette]


def _places(spaces: Iterable[Space]) -> Iterable[PaletteEntry]:
    for space in spaces:
        yield PaletteEntry("place", space.label, _("Space"), space.url, space.icon)
        for place in space.places:
            yield PaletteEntry("place", place.label, space.label, place.url, place.icon)
    yield PaletteEntry("act", _("Your organisations"), "", reverse("start"), "waypoints")
