# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doctor names what is broken, says the cure, and its status tells scripts."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from ruche.config.doctor import examine
from ruche.config.environment.embedded import embedded_address
from ruche.config.postgres import running_server


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor") / "data"
    with running_server(folder):
        yield folder


@pytest.fixture
def doctor(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    address = embedded_address(data_dir, "ruche_app")
    owner = embedded_address(data_dir, "ruche_owner")

    def ask(**variables: str) -> tuple[int, str]:
        urls = {
            name: f"postgresql://{one.user}:{one.password}@/{one.name}?host={one.host}"
            for name, one in (("DATABASE_URL", address), ("RUCHE_OWNER_DATABASE_URL", owner))
        }
        for name, value in {"RUCHE_DATA_DIR": str(data_dir), **urls, **variables}.items():
            monkeypatch.setenv(name, value)
        return examine(), capsys.readouterr().out

    return ask


def superuser(data_dir: Path, sql: str) -> None:
    parameters: Any = embedded_address(data_dir, "ruche_superuser").connection_parameters()
    with psycopg.connect(**parameters, autocommit=True) as connection:
        connection.execute(sql)


def test_wrong_setting(doctor) -> None:  # type: ignore[no-untyped-def]
    status, said = doctor(RUCHE_PORT="x")
    assert status == 1
    assert "✗ Settings: RUCHE_PORT is “x”" in said


def test_misspelt_setting(doctor) -> None:  # type: ignore[no-untyped-def]
    _, said = doctor(RUCHE_DEMMO="1")
    assert "RUCHE_DEMMO is no setting" in said
    assert "Did you mean RUCHE_DEMO?" in said


@pytest.mark.parametrize(("wrong", "right"), [("superuser", "nosuperuser"), ("bypassrls", "nobypassrls")])
def test_role_that_row_security_does_not_bind(doctor, data_dir: Path, wrong: str, right: str) -> None:  # type: ignore[no-untyped-def]
    superuser(data_dir, f"alter role ruche_app {wrong}")
    try:
        status, said = doctor()
    finally:
        superuser(data_dir, f"alter role ruche_app {right}")
    assert status == 1
    assert "row security does not bind it" in said
    assert 'alter role "ruche_app" login nosuperuser nobypassrls' in said
    assert "✓ Rights: the role ruche_app of the application is bound" in doctor()[1]


def test_role_that_owns_a_table(doctor, data_dir: Path) -> None:  # type: ignore[no-untyped-def]
    superuser(data_dir, "create table public.mine (id int); alter table public.mine owner to ruche_app")
    try:
        assert "owns tables" in doctor()[1]
    finally:
        superuser(data_dir, "drop table public.mine")


def test_table_the_application_may_not_read(doctor, data_dir: Path) -> None:  # type: ignore[no-untyped-def]
    superuser(data_dir, "create table public.closed (id int)")
    try:
        assert "may not read 1 tables" in doctor()[1]
    finally:
        superuser(data_dir, "drop table public.closed")


def test_database_that_does_not_answer(doctor) -> None:  # type: ignore[no-untyped-def]
    status, said = doctor(DATABASE_URL="postgresql://app@127.0.0.1:1/ruche")
    assert status == 1
    assert 'create role "ruche_owner" login password' in said


def test_empty_database(doctor) -> None:  # type: ignore[no-untyped-def]
    assert "Run: ruche migrate" in doctor()[1]


@pytest.mark.parametrize("seconds", [-60, 60])
def test_clock_that_differs_from_the_database(doctor, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:  # type: ignore[no-untyped-def]
    assert "✓ Clock: this machine and the database agree" in doctor()[1]
    monkeypatch.setattr("ruche.config.doctor.database.time", SimpleNamespace(time=lambda: time.time() + seconds))
    status, said = doctor()
    assert status == 1
    assert "✗ Clock: this machine and the database are 60 s apart" in said
    assert "Set both clocks by a time service (NTP)." in said


def test_pooler(doctor, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    assert "pooler" not in doctor()[1]
    monkeypatch.setattr("ruche.config.doctor.database.shares_one_backend", lambda _: True)
    status, said = doctor()
    assert status == 1
    assert "transaction pooler" in said


def test_mail_server_that_does_not_answer(doctor) -> None:  # type: ignore[no-untyped-def]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        said = doctor(RUCHE_SMTP_URL=f"smtp://127.0.0.1:{closed.getsockname()[1]}")[1]
    assert "✗ Mail: 127.0.0.1" in said


def test_public_address_without_its_proxy(doctor) -> None:  # type: ignore[no-untyped-def]
    said = doctor(RUCHE_PUBLIC_URL="https://ruche.invalid")[1]
    assert "Set RUCHE_TRUSTED_PROXIES" in said
    assert "https://ruche.invalid/readyz does not answer as Ruche" in said


def test_data_folder_inside_a_checkout(doctor, data_dir: Path) -> None:  # type: ignore[no-untyped-def]
    assert "checkout" not in doctor()[1]
    (data_dir.parent / ".git").mkdir()
    try:
        assert f"lies inside the checkout {data_dir.parent}" in doctor()[1]
    finally:
        (data_dir.parent / ".git").rmdir()


def test_secret_that_others_can_read(doctor, data_dir: Path) -> None:  # type: ignore[no-untyped-def]
    secret = data_dir / "secrets" / "secret_key"
    doctor()
    secret.chmod(0o644)
    try:
        assert f"chmod 600 {secret}" in doctor()[1]
    finally:
        secret.chmod(0o600)
