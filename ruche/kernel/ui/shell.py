# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame around a page: the spaces of the rail and the places of the sidebar, from the manifests of the active modules.

Everything is computed when a template asks for it, so a part of a page costs no query.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.manifest import Category, Manifest, NavItem
from ruche.kernel.modules.registry import manifests, resolve

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
    """A line of the sidebar."""

    label: Any
    url: str
    icon: str
    badge: int
    is_current: bool


@dataclass(frozen=True)
class Space:
    """A part of the rail and its places; `key` is "home" or a Category."""

    key: str
    label: Any
    icon: str
    url: str
    letter: str
    is_current: bool
    places: tuple[Place, ...] = ()

    @property
    def badge(self) -> int:
        return sum(place.badge for place in self.places)


class Shell:
    """What ui/shell.html shows, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor | None = getattr(request, "actor", None)

    @property
    def theme(self) -> str:
        return getattr(self._user, "theme", "auto")

    @property
    def time_zone(self) -> str:
        """The person's zone, else the organisation's, else the instance's (IANA name)."""
        organisation = self.actor.organisation if self.actor else None
        return getattr(self._user, "time_zone", "") or getattr(organisation, "time_zone", "") or settings.TIME_ZONE

    @property
    def host(self) -> str:
        """Where this instance lives, as people type it."""
        return urlsplit(settings.PUBLIC_URL).netloc

    @cached_property
    def spaces(self) -> list[Space]:
        """Home, then every space that has at least one place for this person."""
        if self.actor is None:
            return []
        found = [self._home(), *(self._space(category) for category in SPACES)]
        return [space for space in found if space.url]

    @cached_property
    def current(self) -> Space | None:
        return next((space for space in self.spaces if space.is_current), None)

    @property
    def _user(self) -> Any:
        return getattr(self.request, "user", None)

    @property
    def _view_name(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    def _home(self) -> Space:
        assert self.actor
        url = reverse("ui:home", args=[self.actor.organisation.slug])
        return Space("home", _("Home"), "house", url, "A", self._view_name == "ui:home")

    def _space(self, category: Category) -> Space:
        label, icon, letter = SPACES[category]
        modules = [one for one in self._modules if one.category == category]
        found = [(item, one) for one in modules for item in one.navigation if self._may_open(item)]
        places = tuple(self._place(item, one) for item, one in sorted(found, key=lambda pair: pair[0].order))
        is_current = any(self._view_name.startswith(f"{one.name}:") for one in modules)
        return Space(category, label, icon, places[0].url if places else "", letter, is_current, places)

    @cached_property
    def _modules(self) -> list[Manifest]:
        active = self.actor.active_modules if self.actor else frozenset()
        return [manifest for name, manifest in manifests().items() if name in active]

    def _may_open(self, item: NavItem) -> bool:
        assert self.actor
        return item.permission is None or self.actor.can(item.permission)

    def _place(self, item: NavItem, module: Manifest) -> Place:
        assert self.actor
        return Place(
            label=item.label,
            url=reverse(item.url_name, args=[self.actor.organisation.slug]),
            icon=item.icon,
            badge=resolve(module.name, item.badge)(self.actor) if item.badge else 0,
            is_current=self._view_name == item.url_name,
        )
