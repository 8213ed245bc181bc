# SPDX-License-Identifier: AGPL-3.0-or-later
"""The spaces of the rail and the places of the sidebar, from the manifests of the active modules."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.manifest import Category, Manifest, NavItem
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.navigation import settings_pages

_PLACE = "ruche.place"
# Label, icon and letter (after G) of each space, in the order of the rail.
# icons: message-circle square-check-big briefcase vote waypoints house
SPACES: dict[Category, tuple[Any, str, str]] = {
    Category.TALK: (_("Talk"), "message-circle", "D"),
    Category.WORK: (_("Work"), "square-check-big", "T"),
    Category.MANAGE: (_("Manage"), "briefcase", "G"),
    Category.DECIDE: (_("Decide"), "vote", "V"),
    Category.SHARE: (_("Share"), "waypoints", "P"),
}


@dataclass(frozen=True)
class Place:
    """A line of the sidebar. What waits for the person is counted when it is shown."""

    label: Any
    url: str
    icon: str
    is_current: bool
    count: Callable[[], int] | None = None
    live: Callable[[], Mapping[str, str]] | None = None

    @cached_property
    def badge(self) -> int:
        return self.count() if self.count else 0


@dataclass(frozen=True)
class Space:
    """A part of the rail and its places; `key` is "home" or a Category."""

    key: str
    label: Any
    icon: str
    letter: str
    url: str
    is_current: bool
    places: tuple[Place, ...] = ()

    @property
    def badge(self) -> int:
        return sum(place.badge for place in self.places)

    @property
    def attributes(self) -> SafeString:
        """What the islands of its modules ask of its line in the rail."""
        found = ChainMap(*(dict(place.live()) for place in self.places if place.live))
        return format_html_join("", ' {}="{}"', found.items())


def stand_at(request: HttpRequest, view_name: str) -> None:
    """A page about something that has its own elsewhere: the sidebar shows it in that one's place."""
    request.META[_PLACE] = view_name


def place_of(request: HttpRequest) -> str:
    """The view whose place in the rail and the sidebar a page has."""
    own = request.resolver_match.view_name if request.resolver_match else ""
    return str(request.META.get(_PLACE, own))


def list_spaces(actor: Actor, view_name: str = "") -> list[Space]:
    """Home, then every space with at least one place for this person, as seen from a view."""
    home = Space("home", _("Home"), "house", "A", reverse("ui:home", args=[actor.organisation.slug]), view_name == "ui:home")
    active = [manifest for name, manifest in manifests().items() if name in actor.active_modules]
    found = (_space(category, [one for one in active if one.category == category], actor, view_name) for category in SPACES)
    return [home, *(space for space in found if space is not None)]


def list_settings(actor: Actor, view_name: str = "") -> list[Place]:
    """The pages of settings that this person may open, as seen from a view."""
    slug = actor.organisation.slug
    return [
        Place(page.label, reverse(page.url_name, args=[slug]), page.icon, view_name in (page.url_name, *page.belongs))
        for page in settings_pages(actor)
    ]


def find_person_url(actor: Actor, membership_id: UUID) -> str:
    """Somebody's page, in the active module that has one; "" when none does, or the actor may not open it."""
    found = next((one for name, one in manifests().items() if one.person_page and name in actor.active_modules), None)
    if found is None or not (found.person_permission is None or actor.can(found.person_permission)):
        return ""
    return reverse(str(found.person_page), args=[actor.organisation.slug, membership_id])


def _space(category: Category, modules: list[Manifest], actor: Actor, view_name: str) -> Space | None:
    items = [(item, module) for module in modules for item in module.navigation if _may_open(actor, item)]
    if not items:
        return None
    places = tuple(_place(item, module, actor, view_name) for item, module in sorted(items, key=lambda pair: pair[0].order))
    label, icon, letter = SPACES[category]
    is_current = any(view_name.startswith(f"{module.name}:") for module in modules)
    return Space(category, label, icon, letter, places[0].url, is_current, places)


def _may_open(actor: Actor, item: NavItem) -> bool:
    return item.permission is None or actor.can(item.permission)


def _place(item: NavItem, module: Manifest, actor: Actor, view_name: str) -> Place:
    return Place(
        label=item.label,
        url=reverse(item.url_name, args=[actor.organisation.slug]),
        icon=item.icon,
        is_current=view_name == item.url_name,
        count=partial(resolve(module.name, item.badge), actor) if item.badge else None,
        live=partial(resolve(module.name, item.live), actor) if item.live else None,
    )
