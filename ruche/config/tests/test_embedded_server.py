# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded server: its roles, its doors, and what an earlier start left behind."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ruche.config.environment.embedded import embedded_address, socket_folder
from ruche.config.errors import StartRefused
from ruche.config.postgres import Server, running_server
from ruche.config.postgres.places import prepare_places
from ruche.config.postgres.strays import end_stray_server
from ruche.config.processes import is_alive, start_child


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("embedded") / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def server(data_dir: Path) -> Iterator[Server]:
    with running_server(data_dir) as server:
        yield server


def ask(data_dir: Path, role: str, sql: str):  # type: ignore[no-untyped-def]
    parameters = embedded_address(data_dir, role).connection_parameters()  # type: ignore[arg-type]
    with psycopg.connect(**parameters, autocommit=True) as connection:  # type: ignore[arg-type]
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else None


def test_application_role_is_bound(server: Server, data_dir: Path) -> None:
    ask(
        data_dir,
        "ruche_owner",
        "create table if not exists note (id int); create or replace function f() returns int language sql return 1",
    )
    rights = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    assert ask(data_dir, "ruche_app", rights) == [(False, False, False, False)]
    ask(data_dir, "ruche_app", "insert into note values (1)")
    assert ask(data_dir, "ruche_app", "select f()") == [(1,)]
    for refused in ("create table mine (id int)", "drop table note", "alter table note disable row level security", "truncate note"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(data_dir, "ruche_app", refused)


def test_text_and_locale(server: Server, data_dir: Path) -> None:
    assert ask(data_dir, "ruche_app", "show server_encoding") == [("UTF8",)]
    assert ask(data_dir, "ruche_app", "select upper('é')") == [("É",)]
    assert ask(data_dir, "ruche_superuser", "select datlocprovider, datlocale from pg_database where datname = 'ruche'") == [
        ("b", "C.UTF-8")
    ]


def test_nobody_comes_in_without_a_password(server: Server, data_dir: Path) -> None:
    parameters = {**embedded_address(data_dir, "ruche_app").connection_parameters(), "password": "wrong"}
    for user in ("ruche_app", "ruche_owner", "ruche_superuser", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**{**parameters, "user": user})  # type: ignore[arg-type]
    assert ask(data_dir, "ruche_superuser", "show listen_addresses") == [("",)]


def test_only_private_folders(server: Server, data_dir: Path) -> None:
    for folder in (data_dir / "postgres", data_dir / "postgres" / "cluster", socket_folder(data_dir)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == server.places.identity.user_id


def test_long_paths_get_a_short_socket(tmp_path: Path) -> None:
    folder = socket_folder(tmp_path / ("long" * 40))
    assert len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= 107


def test_socket_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = tmp_path / "trap"
    trap.mkdir(mode=0o755)
    (trap / "something").touch()
    monkeypatch.setattr("ruche.config.postgres.places.socket_folder", lambda _: trap)
    with pytest.raises(StartRefused, match="not private"):
        prepare_places(tmp_path / "data")
    assert stat.S_IMODE(trap.stat().st_mode) == 0o755


def test_server_left_behind_is_ended(data_dir: Path) -> None:
    left = Server(data_dir)
    process = left.start()
    left.wait()
    # Its supervisor is gone, as far as the next start knows.
    end_stray_server(left.places)
    assert process.wait(10) == 0


def test_stranger_with_the_recorded_number_is_left_alone(data_dir: Path) -> None:
    places = Server(data_dir).places
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    record = places.cluster / "postmaster.pid"
    record.write_text(f"{stranger.pid}\n{places.cluster}\n")
    try:
        with running_server(data_dir):
            assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_start_while_the_killed_server_has_still_its_number(data_dir: Path) -> None:
    server = Server(data_dir)
    process = server.start()
    server.wait()
    process.send_signal(signal.SIGKILL)
    try:
        with running_server(data_dir):  # nobody has asked how the killed one ended: it keeps its number
            assert ask(data_dir, "ruche_app", "select 1") == [(1,)]
    finally:
        process.wait()


def test_start_again_after_kill(data_dir: Path) -> None:
    server = Server(data_dir)
    process = server.start()
    server.wait()
    process.send_signal(signal.SIGKILL)
    process.wait()
    with running_server(data_dir):
        assert ask(data_dir, "ruche_app", "select 1") == [(1,)]


def test_child_gets_its_signal_when_the_parent_dies() -> None:
    script = (
        "import sys, time\n"
        "from ruche.config.processes import start_child\n"
        "child = start_child([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = start_child([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = 200
    while is_alive(child) and deadline:
        deadline -= 1
        signal.sigtimedwait([], 0.02)
    assert not is_alive(child)
