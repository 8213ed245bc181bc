# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Organisation


@dataclass(frozen=True)
class DemoContext:
    """What a module's `demo` gets: the organisation, inside whose scope it runs, and its people as actors.

    `key` names the organisation's texts ("sarcelle"), `actors` is by the keys of people.toml in its order, `people`
    holds their entries there. `day_zero` is the day from which the texts count back; nothing may lie after `now`.
    """

    key: str
    organisation: Organisation
    actors: Mapping[str, Actor]
    people: Mapping[str, Mapping[str, Any]]
    day_zero: date
    now: datetime

    @property
    def owner(self) -> Actor:
        """The first of the people who own the organisation."""
        return next(actor for actor in self.actors.values() if actor.membership.role == "owner")
