# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ruche.kernel.security import readiness
from ruche.kernel.security.facts import drop_fact, find_fact, keep_fact

pytestmark = pytest.mark.django_db


def _ask() -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz")
    assert answer["Cache-Control"].startswith("max-age=0")
    return answer.status_code, answer.json()["checks"]


def _beat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s))", [seconds_ago])


def test_a_whole_instance_is_ready(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _beat(5)
    assert _ask() == (200, {"database": "ok", "migrations": "ok", "demo": "ok", "worker": "ok"})
    with django_assert_num_queries(3):
        _ask()


@pytest.mark.parametrize("seconds_ago", [None, 61])
def test_a_late_worker_is_told_and_not_fatal(seconds_ago: int | None) -> None:
    if seconds_ago:
        _beat(seconds_ago)
    status, checks = _ask()
    assert (status, checks["worker"]) == (200, "late")


def test_unfinished_demo_data_are_fatal() -> None:
    keep_fact("demo", {"state": "making"})
    status, checks = _ask()
    assert (status, checks["demo"]) == (503, "unfinished")
    keep_fact("demo", {"state": "complete"})
    assert _ask()[0] == 200


def test_a_missing_migration_is_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    readiness._migrated.clear()
    with monkeypatch.context() as nothing_applied:
        nothing_applied.setattr(MigrationRecorder, "applied_migrations", lambda self: {})
        status, checks = _ask()
    assert (status, checks["migrations"]) == (503, "unfinished")
    assert _ask()[0] == 200


def test_a_database_that_does_not_answer_is_fatal_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(readiness, "_is_migrated", fail)
    monkeypatch.setattr(readiness.connection, "close", lambda: None)
    assert _ask() == (503, {"database": "failing"})


def test_facts_are_kept_replaced_and_dropped() -> None:
    assert find_fact("x") is None
    keep_fact("x", {"a": 1})
    keep_fact("x", [2])
    assert find_fact("x") == [2]
    assert [drop_fact("x"), drop_fact("x")] == [True, False]
