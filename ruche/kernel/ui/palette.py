# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of the command palette (Ctrl K): the kernel's own and those of each active module."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.text import fold
from ruche.kernel.ui.navigation import list_settings, list_spaces

LIMIT = 7  # lines of one kind

# The titles over the lines, in the order in which they are shown.
KINDS: dict[str, Any] = {
    "place": _("Places"),
    "channel": _("Channels"),
    "person": _("People"),
    "act": _("Actions"),
    "search": _("Search"),
}


@dataclass(frozen=True)
class PaletteEntry:
    """One line. `kind` is a key of KINDS; `icon` a lucide name."""

    kind: str
    label: Any
    detail: Any
    url: str
    icon: str


@dataclass(frozen=True)
class PaletteGroup:
    """The lines of one kind under their title."""

    label: Any
    entries: list[PaletteEntry]


def find_palette_groups(actor: Actor, words: str) -> list[PaletteGroup]:
    """What holds the words: the kernel's places, then what each active module finds; at most LIMIT lines of a kind."""
    asked = fold(words)
    own = [one for one in _own(actor) if asked in fold(str(one.label))]
    found = [one for provider in _providers(actor) for one in provider(actor, words)]
    order = list(KINDS)
    by_kind = groupby(sorted([*found, *own, *_search(actor, words)], key=lambda one: order.index(one.kind)), key=lambda one: one.kind)
    return [PaletteGroup(KINDS[kind], list(entries)[:LIMIT]) for kind, entries in by_kind]


def _search(actor: Actor, words: str) -> list[PaletteEntry]:
    """The way on to everything that holds the words."""
    asked = " ".join(words.split())
    if not asked:
        return []
    address = reverse("search:results", args=[actor.organisation.slug])
    label = gettext("Search for “%(words)s”") % {"words": asked}
    return [PaletteEntry("search", label, _("Messages, people, channels"), f"{address}?{urlencode({'q': asked})}", "search")]


def _providers(actor: Actor) -> list[Callable[[Actor, str], list[PaletteEntry]]]:
    active = ((name, one.palette) for name, one in manifests().items() if one.palette and name in actor.active_modules)
    return [resolve(name, palette) for name, palette in active]


def _own(actor: Actor) -> Iterable[PaletteEntry]:
    for space in list_spaces(actor):
        places = space.places or (space,)
        yield from (PaletteEntry("place", place.label, space.label, place.url, place.icon) for place in places)
    for place in list_settings(actor):
        yield PaletteEntry("place", place.label, _("Settings"), place.url, place.icon)
    yield PaletteEntry("act", _("Switch organisation"), "", reverse("organisations:choose"), "waypoints")
