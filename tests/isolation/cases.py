# SPDX-License-Identifier: AGPL-3.0-or-later
"""One case: what somebody who may asks of a route, so that the same request can then be tried by somebody who may not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.isolation.world import World

Parameters = Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """`route` by `method`; `parameters` and `data` are made from the world. `ok`: the statuses that count as success."""

    route: str
    method: str = "get"
    parameters: Parameters = field(default=lambda world: {})
    data: Callable[[World], Any] = field(default=lambda world: None)
    person: str = "alice"
    is_json: bool = False
    # A parameter that is not an object of the organisation (a module's name): nothing to reach for from another one.
    has_foreign_object: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    def send(self, client: Client, world: World, slug: str) -> HttpResponse:
        """Ask as whoever `client` is signed in as, in the organisation of `slug`, about the objects of Atelier A."""
        address = reverse(self.route, args=[slug, *self.parameters(world).values()])
        data = self.data(world)
        if self.is_json and self.method != "get":
            return getattr(client, self.method)(address, data=data, content_type="application/json")
        asked = {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data
        return getattr(client, self.method)(address, data=asked or {})
