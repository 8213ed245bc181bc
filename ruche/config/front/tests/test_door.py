# SPDX-License-Identifier: AGPL-3.0-or-later
"""One table, two ways: what the hot door answers and what its view answers differ in nothing."""

from pathlib import Path
from typing import Any

import pytest

from ruche.config.front.tests.door_cases import CASES, Case
from ruche.config.front.tests.door_fronts import ask, shown
from ruche.config.front.tests.door_world import DoorWorld, message
from ruche.kernel.security.limit_stores import MEMORY
from ruche.kernel.security.limits import LIMITS, Scope, check_limit


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_door_answers_what_its_view_answers(case: Case, fronts: Any, world: DoorWorld) -> None:
    door, view = fronts(has_door=True), fronts(has_door=False)
    by_door, by_view = ask(door, case, world), ask(view, case, world)
    assert by_view.status == case.status
    assert shown(by_door) == shown(by_view)
    assert ("x-request-id" in by_door.headers) == ("x-request-id" in by_view.headers)
    assert "x-request-logged" not in by_door.headers
    assert door.front._doors.answered == case.by_door


def test_the_table_is_long_enough_and_the_door_answers_much_of_it() -> None:
    assert len(CASES) == len({case.name for case in CASES}) > 100
    assert sum(case.by_door for case in CASES) > 35


def test_positions_follow_each_other_whoever_answers(fronts: Any, world: DoorWorld) -> None:
    door, view, case = fronts(has_door=True), fronts(has_door=False), CASES[0]
    positions = [ask(server, case, world).json()["position"] for server in (door, view, door, door, view)]
    assert positions == list(range(positions[0], positions[0] + 5))


@pytest.mark.parametrize("limit", ["message", "api"])
@pytest.mark.parametrize("name", ["bob", "fleur"])
def test_both_count_alike_and_refuse_alike(limit: str, name: str, fronts: Any, world: DoorWorld) -> None:
    door, view = fronts(has_door=True), fronts(has_door=False)
    case = Case("limit", 429, headers=lambda world: world.session(name))
    assert [ask(server, case, world).status for server in (door, view)] == [201, 201]
    assert MEMORY.figures() == [2, 2]  # "api" and "message", counted by both
    most = next(row.allowed for row in LIMITS[limit] if row.scope == Scope.USER)
    scope = {"user": world.people[name].pk}
    check_limit(limit, amount=most - 2, **scope) if limit == "api" else check_limit(limit, scope["user"], amount=most - 2)
    answers = [ask(server, case, world) for server in (door, view)]
    waits = [int(answer.headers.pop("retry-after")) for answer in answers]
    assert 1 <= waits[0] <= 60
    assert abs(waits[0] - waits[1]) <= 1
    assert shown(answers[0]) == shown(answers[1])
    assert answers[0].status == 429
    assert door.front._doors.answered == 2


def test_what_the_view_shall_judge_is_counted_once(fronts: Any, world: DoorWorld) -> None:
    door = fronts(has_door=True)
    ask(door, Case("stranger", 404, headers=lambda world: world.session("charlie")), world)
    assert MEMORY.figures() == []  # the view refuses before it counts
    ask(door, Case("retry", 200, body=lambda: message(client_id="x")), world)
    assert MEMORY.figures() == [1]


def test_the_logs_say_who_and_what_but_not_the_words(fronts: Any, world: DoorWorld, caplog: pytest.LogCaptureFixture) -> None:
    lines = []
    for has_door in (True, False):
        with caplog.at_level("INFO", logger="ruche.requests"):
            caplog.clear()
            ask(fronts(has_door=has_door), CASES[0], world)
            (record,) = caplog.records
        lines.append({name: getattr(record, name) for name in ("method", "route", "status")} | {"logger": record.name})
        assert "Hello" not in record.getMessage()
    assert lines[0] == lines[1] == {"method": "POST", "route": "api-chat:message_list", "status": 201, "logger": "ruche.requests"}


def test_pages_give_way_to_what_comes_through_the_door_only(new_fronts: Any, world: DoorWorld) -> None:
    noted = []
    for has_door in (True, False):
        server = new_fronts(has_door=has_door)
        assert ask(server, CASES[0], world).status == 201
        noted.append(server.front._turns._calm_at > 0)
    assert noted == [True, False]


def test_while_the_demo_data_are_made_nothing_is_taken(new_fronts: Any, world: DoorWorld, tmp_path: Path) -> None:
    (tmp_path / "data" / "run").mkdir()
    (tmp_path / "data" / "run" / "preparing").touch()
    answers = [ask(new_fronts(has_door=has_door), CASES[0], world) for has_door in (True, False)]
    assert shown(answers[0]) == shown(answers[1])
    assert (answers[0].status, answers[0].json()["code"]) == (503, "preparing")


def test_a_full_disk_refuses_at_both(new_fronts: Any, world: DoorWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ruche.config.front.disk.Disk._free_bytes", lambda self, folder: 1)
    answers = [ask(new_fronts(has_door=has_door), CASES[0], world) for has_door in (True, False)]
    assert shown(answers[0]) == shown(answers[1])
    assert (answers[0].status, answers[0].json()["code"]) == (503, "unavailable")
