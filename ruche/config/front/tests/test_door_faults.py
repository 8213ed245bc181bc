# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that goes away, a mistake of the door, many at once: nothing is lost, doubled or answered unclearly."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection

from ruche.config.front.doors import find_doors
from ruche.config.front.tests.door_cases import CASES, Case
from ruche.config.front.tests.door_fronts import ask, shown
from ruche.config.front.tests.door_world import DoorWorld, in_atelier, message
from ruche.modules.chat.models import Message
from tests.databases import superuser

POST = CASES[0]


def end_other_connections() -> int:
    """As when PostgreSQL restarts: whatever is connected to the test's database is cut, but for the test itself."""
    connection.ensure_connection()
    own = connection.connection.info.backend_pid
    with psycopg.connect(**superuser(), autocommit=True) as server:
        ended = server.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s and pid <> %s",
            [connection.settings_dict["NAME"], own],
        )
        return len(ended.fetchall())


@contextmanager
def database_gone() -> Iterator[None]:
    """Nobody can connect any more."""
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        yield
    finally:
        connection.settings_dict["PORT"] = port


def test_after_a_restart_of_the_database_the_next_message_passes(new_fronts: Any, world: DoorWorld) -> None:
    door = new_fronts(has_door=True)
    first = ask(door, POST, world).json()["position"]
    assert end_other_connections() >= 1
    answer = ask(door, POST, world)
    assert (answer.status, answer.json()["position"]) == (201, first + 1)
    assert door.front._doors.answered == 2


def test_without_a_database_both_ask_to_wait(new_fronts: Any, world: DoorWorld) -> None:
    door, view = new_fronts(has_door=True), new_fronts(has_door=False)
    assert [ask(server, POST, world).status for server in (door, view)] == [201, 201]
    sent = message()
    case = replace(POST, body=lambda: sent)
    with database_gone():
        end_other_connections()
        answers = [ask(server, case, world) for server in (door, view)]
    assert shown(answers[0]) == shown(answers[1])
    assert (answers[0].status, answers[0].json()["code"]) == (503, "unavailable")
    assert int(answers[0].headers["retry-after"]) > 0
    assert [ask(server, case, world).status for server in (door, view)] == [201, 200]


def test_a_connection_that_breaks_after_the_commit_does_not_double(new_fronts: Any, world: DoorWorld) -> None:
    real, calls = find_doors()["chat"], []

    def breaks_once(actor: Any, **arguments: Any) -> Any:
        outcome = real.act(actor, **arguments)
        calls.append(outcome.status)
        if len(calls) == 1:
            raise OperationalError("the connection was lost")
        return outcome

    door = new_fronts(has_door=True, door=replace(real, act=breaks_once))
    answer = ask(door, POST, world)
    assert calls[0] == 201
    assert set(calls[1:]) == {200}
    assert answer.status == 200
    with in_atelier():
        assert Message.objects.filter(client_id=answer.json()["client_id"]).count() == 1


def test_a_mistake_of_the_door_leaves_the_message_to_the_view(new_fronts: Any, world: DoorWorld, caplog: pytest.LogCaptureFixture) -> None:
    def broken(actor: Any, **arguments: Any) -> Any:
        raise KeyError("a mistake")

    door, view = new_fronts(has_door=True, door=replace(find_doors()["chat"], act=broken)), new_fronts(has_door=False)
    answers = [ask(server, POST, world) for server in (door, view)]
    assert shown(answers[0]) == shown(answers[1])
    assert answers[0].status == 201
    assert door.front._doors.answered == 0
    assert [record.name for record in caplog.records if record.levelname == "WARNING"] == ["ruche.kernel.doors.serving"]


def test_when_too_many_wait_the_front_says_so(new_fronts: Any, world: DoorWorld) -> None:
    door = new_fronts(has_door=True)
    door.front._doors._threads._most = 0
    answer = ask(door, POST, world)
    assert (answer.status, answer.json()["code"], answer.headers["retry-after"]) == (503, "overloaded", "2")


def test_many_at_once_leave_no_gap_and_double_nothing(new_fronts: Any, world: DoorWorld) -> None:
    door = new_fronts(has_door=True)
    sent = [str(uuid4()) for _ in range(40)]
    cases = [Case("post", 201, headers=_by("bob"), body=_message(client_id)) for client_id in [*sent, *sent]]
    before = ask(door, POST, world).json()["position"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda case: ask(door, case, world), cases))
    assert Counter(answer.status for answer in answers) == {201: 40, 200: 40}
    assert {answer.json()["position"] for answer in answers} == set(range(before + 1, before + 41))


def _by(name: str) -> Any:
    return lambda world: world.session(name)


def _message(client_id: str) -> Any:
    return lambda: message(client_id=client_id)
