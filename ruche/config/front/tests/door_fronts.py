# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front with and without its door, before the same Django; how they are asked, and what of an answer must be equal."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.wsgi import get_wsgi_application

from ruche.config.environment import read_environment
from ruche.config.front.application import Front
from ruche.config.front.doors import Doors, find_doors
from ruche.config.front.static import StaticFiles
from ruche.config.front.tests.door_cases import Case
from ruche.config.front.tests.door_world import DoorWorld, build_door_world
from ruche.kernel.doors.door import Door
from ruche.kernel.doors.identities import Identities
from ruche.kernel.doors.serving import serve as serve_call
from ruche.kernel.security.limit_stores import MEMORY
from tests.databases import empty_tables

if TYPE_CHECKING:
    from ruche.config.front.tests.conftest import Answer, Server

# Differs from one request to the next: ids, places in the channel, instants, and the lengths that come of them.
_PASSING = ("id", "client_id", "position", "revision", "created_at")
_NONCE = re.compile(r"'nonce-[A-Za-z0-9_-]{16,}'")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[DoorWorld]:
    with django_db_blocker.unblock():
        yield build_door_world()
        empty_tables()


class DoorFronts:
    """Makes fronts on the same Django and database. Called with `has_door`: a running server with or without the door."""

    def __init__(self, folder: Path, serve: "Callable[[Any], Server]") -> None:
        (folder / "spool").mkdir(parents=True)
        self._environment = read_environment(
            {"RUCHE_DATA_DIR": str(folder), "RUCHE_WEB_THREADS": "2", "RUCHE_TRUSTED_PROXIES": "127.0.0.1/32"}
        )
        self._serve = serve
        self._made: list[Front] = []

    def __call__(self, *, has_door: bool, identities: Identities | None = None, door: Door | None = None) -> "Server":
        """`door`: one made for a test."""
        known = identities or Identities(lambda: True)
        found = {"chat": door} if door else find_doors()
        doors = Doors(found, lambda call: serve_call(call, known)) if has_door else None
        self._made.append(Front(environment=self._environment, pages=get_wsgi_application(), live=None, static=StaticFiles(), doors=doors))
        return self._serve(self._made[-1])

    def close(self) -> None:
        for front in self._made:
            front.close()


@pytest.fixture
def new_fronts(world: DoorWorld, serve: "Callable[[Any], Server]", tmp_path: Path) -> Iterator[DoorFronts]:
    """new_fronts(has_door=…): a server of the test's own."""
    MEMORY.forget_all()
    made = DoorFronts(tmp_path / "data", serve)
    yield made
    made.close()


@dataclass(frozen=True)
class SharedFronts:
    door: "Server"
    view: "Server"
    identities: Identities


@pytest.fixture(scope="module")
def shared_fronts(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedFronts]:
    """The front with its door and the front without: started once for a module."""
    from ruche.config.front.tests.conftest import running

    identities = Identities(lambda: True)
    with running() as serve:
        made = DoorFronts(tmp_path_factory.mktemp("fronts") / "data", serve)
        yield SharedFronts(made(has_door=True, identities=identities), made(has_door=False), identities)
    made.close()


@pytest.fixture
def fronts(world: DoorWorld, shared_fronts: SharedFronts) -> "Callable[..., Server]":
    """fronts(has_door=…): one of the two servers of the module, as if it had just started: it has met and answered nobody."""
    MEMORY.forget_all()
    shared_fronts.identities.doubt(None, None)
    shared_fronts.door.front._doors.answered = 0
    return lambda *, has_door: shared_fronts.door if has_door else shared_fronts.view


def ask(server: "Server", case: Case, world: DoorWorld) -> "Answer":
    body = case.body()
    lines = [f"{case.method} {case.path(world)} HTTP/1.1", *([f"Host: {case.host}"] if case.host else []), "Connection: close"]
    lines += [*case.headers(world), *case.more, case.kind, f"Content-Length: {len(body)}"]
    return server.raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def shown(answer: "Answer") -> dict[str, Any]:
    """What must be equal of an answer."""
    headers = {name: _NONCE.sub("'nonce'", value) for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    body = gzip.decompress(answer.body) if headers.get("content-encoding") == "gzip" else answer.body
    data = json.loads(body) if body else None
    if answer.status in (200, 201) and "client_id" in (data or {}):
        headers.pop("content-length")
        data = {name: type(value) if name in _PASSING else value for name, value in data.items()}
    if "results" in (data or {}):
        headers.pop("content-length")
        data = None  # a list that the cases before it have made longer
    return {"status": answer.status, "headers": headers, "body": data}
