# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from ruche.kernel.access.actor import Actor

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PARAMETER = re.compile(r"<uuid:([a-z_]+)>")


class Outcome(NamedTuple):
    """What an act came to: the status and the data of its answer, as the view gives them.

    `is_proof`: the write itself found that the actor's session, membership and right hold at this moment. Any other outcome
    under an identity from the cache is asked for once more under one that was just read.
    """

    status: int
    data: Any
    is_proof: bool


@dataclass(frozen=True)
class Door:
    """A POST to one address of a module, beside the view of the same address.

    `route`: the view's URL name, for the log. `path`: below the module's part of the API, in Django's words
    (`channels/<uuid:channel_id>/messages/`). `limit`: of kernel/security/limits.py, counted per person before the act, after
    the limit "api"; as the view does. `read`: the arguments in a JSON body, or None for what the view shall judge.
    `act(actor, **parameters, **arguments)`: calls the service; it may be called twice for one request.
    """

    route: str
    path: str
    limit: str
    read: Callable[[Any], Mapping[str, Any] | None]
    act: Callable[..., Outcome]
    allow: str = "GET, POST, HEAD, OPTIONS"  # the methods of the view

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(_PARAMETER.sub(rf"(?P<\1>{_UUID})", self.path))

    def parameters(self, path: str) -> dict[str, UUID] | None:
        """Those of a path that this door answers; None for another one."""
        found = self.pattern.fullmatch(path)
        return {name: UUID(value) for name, value in found.groupdict().items()} if found else None


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a door. Header names are in lower case; the front has checked host, lengths and doubled headers."""

    door: Door
    module: str
    slug: str
    parameters: Mapping[str, UUID]
    host: str
    scheme: str
    headers: Mapping[str, str]
    body: bytes
    request_id: str


class Served(NamedTuple):
    """The whole answer to a call. Header names are in lower case."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in, and whether that was read for this very request or a moment ago for an earlier one."""

    actor: Actor
    is_fresh: bool
