# SPDX-License-Identifier: AGPL-3.0-or-later
"""Good starts, and bad ones: one clear sentence, a status that is not zero, no traceback."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.fault.instance import ROOT, Instance, copy_of, free_port, run

pytestmark = pytest.mark.fault


def refusal(data_dir: Path, *words: str, port: int | None = None, **more: str) -> str:
    """The one sentence with which a start is refused."""
    ended = run(data_dir, "serve", *words, port=port, **more)
    assert ended.returncode == 1
    lines = [line for line in ended.stderr.splitlines() if not re.fullmatch(r"Ruche [0-9.]+ is starting\.", line)]
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith("ruche: ")
    assert lines[0].endswith(".")
    return lines[0]


def test_loopback_under_each_of_its_names(instance: Instance) -> None:
    assert {instance.status("/healthz", host) for host in ("localhost", "127.0.0.1", "::1")} == {200}


def test_second_start_is_quick(prepared: Path) -> None:
    instance = Instance(prepared)
    instance.start()
    try:
        # Seconds; 3 on a machine that has nothing else to do.
        assert instance.wait(60) < 5 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    finally:
        instance.end()


def test_set_up_link_is_printed_until_it_was_used(instance: Instance) -> None:
    instance.wait_for("Ctrl-C ends it.")
    links = re.findall(rf"http://localhost:{instance.port}/setup/\S+", instance.said())
    assert len(links) == 1
    assert instance.status(links[0].partition(str(instance.port))[2]) == 200


def test_port_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"The port {port} on localhost is taken" in refusal(tmp_path / "data", port=port)


def test_data_folder_in_use(instance: Instance) -> None:
    assert instance.process is not None
    said = refusal(instance.data_dir)
    assert f"in use by another Ruche (process {instance.process.pid})" in said
    assert instance.status("/readyz") == 200


def test_data_of_a_newer_version(tmp_path: Path) -> None:
    (tmp_path / "version").write_text("99.1.0\n")
    assert "written by Ruche 99.1.0" in refusal(tmp_path)
    assert (tmp_path / "version").read_text() == "99.1.0\n"


def test_cluster_of_another_postgresql(prepared: Path, tmp_path: Path) -> None:
    copy_of(prepared, tmp_path / "data")
    (tmp_path / "data/postgres/cluster/PG_VERSION").write_text("17\n")
    assert "was made by PostgreSQL 17" in refusal(tmp_path / "data")


def test_database_of_a_newer_version(prepared: Path, tmp_path: Path) -> None:
    row = "insert into django_migrations (app, name, applied) values ('chat', '9999_later', now())"
    script = f"from django.db import connection; connection.cursor().execute({row!r})"
    ended = run(prepared, "django", "shell", "-c", script, RUCHE_DATABASE_ROLE="owner")
    assert ended.returncode == 0, ended.stderr
    try:
        ended = run(prepared, "migrate")
        assert (ended.returncode, ended.stderr) == (
            1,
            "ruche: The database was brought up to date by a newer Ruche (it knows chat.9999_later): start that one.\n",
        )
    finally:
        run(
            prepared,
            "django",
            "shell",
            "-c",
            script.replace(row, "delete from django_migrations where name = '9999_later'"),
            RUCHE_DATABASE_ROLE="owner",
        )


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"RUCHE_DEMO": "maybe"}, "RUCHE_DEMO is “maybe”: expected 1, 0 or public"),
        ({"RUCHE_HOST": "nowhere.invalid"}, "RUCHE_HOST is “nowhere.invalid”"),
        ({"RUCHE_HOST": "203.0.113.77"}, "no address of this machine"),
        ({"DATABASE_URL": "postgresql://a@127.0.0.1:1/x"}, "RUCHE_OWNER_DATABASE_URL is not set"),
    ],
)
def test_wrong_setting(tmp_path: Path, more: dict[str, str], part: str) -> None:
    if "DATABASE_URL" in more:
        ended = run(tmp_path, "migrate", **more)
        assert ended.returncode == 1
        assert part in ended.stderr
        assert "Traceback" not in ended.stderr
    else:
        assert part in refusal(tmp_path, **more)


def test_parts_need_a_database_of_their_own(tmp_path: Path) -> None:
    assert "--only needs a database" in refusal(tmp_path, "--only", "web")


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "RUCHE_DATA_DIR" in refusal(tmp_path / "file")
    assert "RUCHE_DATA_DIR" in refusal(tmp_path / "file" / "below")


def test_database_that_does_not_answer(tmp_path: Path) -> None:
    port = free_port()
    both = {"DATABASE_URL": f"postgresql://a@127.0.0.1:{port}/x", "RUCHE_OWNER_DATABASE_URL": f"postgresql://o@127.0.0.1:{port}/x"}
    ended = run(tmp_path, "serve", **both)
    assert ended.returncode == 1
    assert "The database on 127.0.0.1 does not answer as it should" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.long
@pytest.mark.parametrize("user", ["root", "nobody"] if os.geteuid() == 0 else [pwd.getpwuid(os.geteuid()).pw_name])
def test_user(user: str) -> None:
    """Root starts the database as a system user; everybody else as himself. Both in a folder nobody else may enter."""
    entry = pwd.getpwnam(user)
    folder = Path(tempfile.mkdtemp(prefix="ruche-test-"))
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    instance = Instance(
        folder / "data", PYTHONPATH=os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")]), PYTHONDONTWRITEBYTECODE="1"
    )
    instance.log = folder / "log"
    try:
        instance.start(python=_python_for(options), **options)
        instance.wait()
        assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, entry.pw_uid)
        owner = (folder / "data/postgres/cluster").stat().st_uid
        assert owner != 0
        assert (owner == entry.pw_uid) == (user != "root")
        assert [path for path in (folder / "data").iterdir() if path.is_dir() and path.stat().st_mode & 0o077] == []
    finally:
        instance.end()
        shutil.rmtree(folder, ignore_errors=True)


def _python_for(options: dict[str, Any]) -> str:
    """Ours, or the system's when ours lies where that user may not go."""
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, cwd="/", **options)
    except PermissionError:
        return "/usr/bin/python3"
    return sys.executable
