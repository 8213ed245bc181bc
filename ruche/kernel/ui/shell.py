# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame around a page. Everything is computed when a template asks for it, so a part of a page costs no query."""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from ruche.kernel.access.actor import Actor
from ruche.kernel.notifications.selectors import count_unread
from ruche.kernel.ui.navigation import Place, Space, list_settings, list_spaces, place_of
from ruche.kernel.users.preferences import theme_of


class Shell:
    """What ui/base.html and ui/shell.html show, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user: Any = getattr(request, "user", None)
        self._actor: Actor | None = getattr(request, "actor", None)
        self._view_name = place_of(request)

    @property
    def theme(self) -> str:
        return theme_of(self._request)

    @property
    def time_zone(self) -> str:
        """The person's zone, else the organisation's, else the instance's (IANA name)."""
        organisation = self._actor.organisation if self._actor else None
        return getattr(self._user, "time_zone", "") or getattr(organisation, "time_zone", "") or settings.TIME_ZONE

    @property
    def host(self) -> str:
        """Where this instance lives, as people type it."""
        return urlsplit(settings.PUBLIC_URL).netloc

    @property
    def csrf_cookie(self) -> str:
        return settings.CSRF_COOKIE_NAME

    @cached_property
    def spaces(self) -> list[Space]:
        return list_spaces(self._actor, self._view_name) if self._actor else []

    @cached_property
    def current(self) -> Space | None:
        return next((space for space in self.spaces if space.is_current), None)

    @cached_property
    def settings(self) -> list[Place]:
        return list_settings(self._actor, self._view_name) if self._actor else []

    @cached_property
    def unread_notifications(self) -> int:
        """What the bell says (one query)."""
        return count_unread(self._actor) if self._actor else 0

    @property
    def is_in_notifications(self) -> bool:
        return self._view_name.startswith("notifications:")

    @property
    def is_in_settings(self) -> bool:
        return any(place.is_current for place in self.settings)
