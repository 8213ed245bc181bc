# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disk is full, the server is read-only or gone: writes are refused clearly, reading works."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.test import Client
from psycopg import errors

from ruche.kernel.security.database_errors import refusal_of
from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
WRITES = ("insert", "update", "delete", "with")


@contextmanager
def full_disk() -> Iterator[list[str]]:
    """Every statement that writes fails, as PostgreSQL fails it; returns the statements."""
    refused: list[str] = []

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().lower().startswith(WRITES):
            refused.append(sql)
            with context["connection"].wrap_database_errors:
                raise errors.DiskFull('could not extend file "base/5/1259": No space left on device')
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield refused


def test_with_a_full_disk_a_signed_in_person_reads_and_is_told_when_saving(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    with full_disk() as refused:
        assert Client().get("/account/sign-in/").status_code == 200
        assert client.get("/account/preferences/").status_code == 200
        assert refused == []
        answer = client.post("/account/preferences/", {"name": "Alice", "language": "en", "theme": "dark", "time_zone": ""})
        assert answer.status_code == 503
        assert "Ruche cannot save anything for the moment. Reading still works." in answer.content.decode()
        assert answer["Retry-After"] == "30"
        assert refused
    alice.refresh_from_db()
    assert alice.theme == "auto"


def test_with_a_full_disk_a_part_of_a_page_becomes_a_toast(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    with full_disk():
        answer = client.post("/account/preferences/", {"theme": "dark"}, headers={"hx-request": "true"})
    assert answer.status_code == 503
    assert "cannot save" in json.loads(answer["HX-Trigger"])["toast"]["message"]


def test_with_a_full_disk_nobody_signs_in_and_nobody_sees_a_crash(alice: User) -> None:
    client = Client(headers={"accept-language": "en"})
    with full_disk():
        page = client.post("/account/sign-in/", {"login": "alice@example.org", "password": PASSWORD})
        api = client.post("/api/v1/token/", {"email": "alice@example.org", "password": PASSWORD}, "application/json")
    assert (page.status_code, api.status_code) == (503, 503)
    assert "cannot save" in page.content.decode()
    assert api.json()["code"] == "unavailable"


def test_a_session_that_cannot_be_kept_is_no_crash_either(client_of: ClientOf, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    # This error comes from a middleware, after the view.
    def fail(*args: Any, **kwargs: Any) -> None:
        with connection.wrap_database_errors:
            raise errors.DiskFull("No space left on device")

    client = client_of(alice)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", fail)
    session_touch = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "other words entirely"})
    assert session_touch.status_code == 503
    assert "cannot save" in session_touch.content.decode()


def _error(cause: type[psycopg.Error]) -> DatabaseError:
    try:
        with connection.wrap_database_errors:
            raise cause("a sentence")
    except DatabaseError as error:
        return error


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (errors.DiskFull, 503),
        (errors.ReadOnlySqlTransaction, 503),
        (errors.IoError, 503),
        (errors.AdminShutdown, 503),
        (errors.CannotConnectNow, 503),
        (errors.TooManyConnections, 503),
        (errors.ConnectionFailure, 503),
        (psycopg.OperationalError, 503),
        (errors.NumericValueOutOfRange, 422),
        (errors.UntranslatableCharacter, 422),
        (errors.StringDataRightTruncation, 422),
        (errors.UndefinedTable, None),
        (errors.UniqueViolation, None),
        (errors.InsufficientPrivilege, None),
    ],
)
def test_what_a_database_error_means_for_people(cause: type[psycopg.Error], status: int | None) -> None:
    refusal = refusal_of(_error(cause))
    assert (refusal.status if refusal else None) == status


def test_a_mistake_of_ours_stays_one() -> None:
    assert refusal_of(ValueError("x")) is None
    assert refusal_of(None) is None
