# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front with and without its door, before the same Django; how they are asked, and what of an answer must be equal."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
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
from ruche.kernel.security.models import LimitUse
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


@pytest.fixture
def fronts(world: DoorWorld, serve: "Callable[[Any], Server]", tmp_path: Path) -> "Iterator[Callable[..., Server]]":
    """fronts(has_door): a server with or without the door, on the same Django and database. `door`: one made for a test."""
    (tmp_path / "data" / "spool").mkdir(parents=True)
    environment = read_environment(
        {"RUCHE_DATA_DIR": str(tmp_path / "data"), "RUCHE_WEB_THREADS": "2", "RUCHE_TRUSTED_PROXIES": "127.0.0.1/32"}
    )
    made: list[Front] = []

    def start(*, has_door: bool, identities: Identities | None = None, door: Door | None = None) -> "Server":
        known = identities or Identities(lambda: True)
        found = {"chat": door} if door else find_doors()
        doors = Doors(found, lambda call: serve_call(call, known)) if has_door else None
        made.append(Front(environment=environment, pages=get_wsgi_application(), live=None, static=StaticFiles(), doors=doors))
        return serve(made[-1])

    LimitUse.objects.all().delete()
    yield start
    for front in made:
        front.close()


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
