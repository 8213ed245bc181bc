# SPDX-License-Identifier: AGPL-3.0-or-later
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.utils import timezone

from ruche.kernel.errors import TooManyAttempts
from ruche.kernel.security import limits
from ruche.kernel.security.jobs import sweep
from ruche.kernel.security.limit_stores import LimitStore, MemoryStore, RedisStore, TableStore, Use
from ruche.kernel.security.limits import LIMITS, TABLE, Limit, Scope, check_limit, forget_attempts, give_back
from ruche.kernel.security.models import LimitUse

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    try:
        _await_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def _await_port(port: int) -> None:
    for _attempt in range(100):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("redis-server does not answer")


@pytest.fixture(params=["table", "redis", "memory"])
def store(request: pytest.FixtureRequest) -> LimitStore:
    if request.param == "redis":
        return RedisStore(request.getfixturevalue("redis_url"))
    return TableStore() if request.param == "table" else MemoryStore()


def _use(key: str, count: int = 3, window: int = 60, amount: int = 1) -> Use:
    return Use(key=f"{key}-{os.getpid()}", amount=amount, allowed=count, window=window)


def test_a_store_counts_to_the_limit_and_then_says_how_long_to_wait(store: LimitStore) -> None:
    assert [store.count([_use("a")]) for _ in range(3)] == [[], [], []]
    [wait] = store.count([_use("a")])
    assert 50 <= wait <= 60
    assert store.count([_use("b")]) == []


def test_a_store_takes_back_and_forgets(store: LimitStore) -> None:
    for _ in range(3):
        store.count([_use("c")])
    store.give_back([_use("c")])
    assert store.count([_use("c")]) == []
    assert store.count([_use("c")]) != []
    store.forget([_use("c")])
    assert store.count([_use("c")]) == []


def test_a_store_opens_a_new_window_after_the_last_one(store: LimitStore) -> None:
    assert store.count([_use("d", count=1, window=1)]) == []
    assert store.count([_use("d", count=1, window=1)]) == [1]
    time.sleep(1.1)
    assert store.count([_use("d", count=1, window=1)]) == []


def test_a_heap_that_is_too_large_is_refused_whole_and_counts_nothing(store: LimitStore) -> None:
    assert len(store.count([_use("e", amount=4)])) == 1
    assert store.count([_use("e", amount=2)]) == []
    assert len(store.count([_use("e", amount=2)])) == 1
    assert store.count([_use("e", amount=1)]) == []


def test_memory_holds_no_more_keys_than_it_should() -> None:
    store = MemoryStore()
    store.count([_use(str(key)) for key in range(store.MOST + 1)])
    store.count([_use("one more")])
    assert len(store._kept) == 1


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_never_pass_the_limit() -> None:
    def attempt(_: int) -> bool:
        try:
            return TableStore().count([_use("f", count=5)]) == []
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        allowed = list(threads.map(attempt, range(24)))
    assert sum(allowed) == 5


def test_the_limit_of_a_scope_raises_with_the_seconds_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "trial", [Limit("trial", Scope.ADDRESS, 2, 60), Limit("trial", Scope.ACCOUNT, 1, 600)])
    check_limit("trial", address="192.0.2.1", account="nora")
    with pytest.raises(TooManyAttempts) as refusal:
        check_limit("trial", address="192.0.2.2", account="nora")
    assert 500 < refusal.value.retry_after <= 600
    check_limit("trial", address="192.0.2.2", account="theo")
    give_back("trial", account="nora")
    check_limit("trial", account="nora")
    forget_attempts("trial", account="nora")
    check_limit("trial", account="nora")


def test_a_key_of_no_scope_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="several scopes"):
        check_limit("sign_in", "nora")
    with pytest.raises(ValueError, match="counts by user"):
        check_limit("password_change", address="192.0.2.1")
    with pytest.raises(ValueError, match="counts by user"):
        check_limit("password_change")


def test_the_table_keeps_no_address_and_is_unlogged() -> None:
    check_limit("sign_in", address="192.0.2.1", account="nora@ruche.example")
    kept = " ".join(str(value) for row in LimitUse.objects.values_list() for value in row)
    assert "192.0.2.1" not in kept
    assert "nora" not in kept
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where relname = 'security_limituse'")
        assert cursor.fetchone() == ("u",)


def test_expired_rows_and_sessions_are_swept() -> None:
    for key, hours in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours))
    TableStore().count([_use("g", window=0), _use("h")])
    sweep(None)
    assert list(LimitUse.objects.values_list("key", flat=True)) == [_use("h").key]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


class _FullDisk:
    def count(self, uses: list[Use]) -> list[int]:
        error = OperationalError("could not extend file: No space left on device")
        error.__cause__ = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
        raise error


def test_with_a_full_disk_reading_the_api_works_and_guessing_passwords_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "limit_store", _FullDisk)
    check_limit("api", user="nora")
    with pytest.raises(OperationalError):
        check_limit("sign_in", account="nora")


def test_the_documentation_shows_the_same_table() -> None:
    page = Path(settings.PACKAGE).parent / "docs/admin/limits.md"
    rows = [line for line in page.read_text().splitlines() if line.startswith("| `")]
    shown = [tuple(cell.strip() for cell in row.strip("|").split("|"))[:4] for row in rows]
    assert shown == [(f"`{limit.name}`", str(limit.scope), str(limit.count), _window(limit.window)) for limit in TABLE]


def _window(seconds: int) -> str:
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return f"{seconds // size} {word}{'s' if seconds > size else ''}"
    raise AssertionError(seconds)


def test_factor_widens_only_what_spares_the_server(settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, limit_factor=10)
    assert [limit.allowed for limit in LIMITS["message"]] == [limit.count * 10 for limit in LIMITS["message"]]
    assert [limit.allowed for limit in LIMITS["sign_in"]] == [limit.count for limit in LIMITS["sign_in"]]
