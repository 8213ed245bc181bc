# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's own PostgreSQL, in a folder and on a socket of the tests."""

import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "only-for-tests"
_ROLES = f"""
create role ruche_owner login createdb password '{PASSWORD}';
create role ruche_app login password '{PASSWORD}';
"""


def install() -> None:
    """As root, by apt; an ordinary user must have it."""
    if not (BINARIES / "initdb").exists():
        subprocess.run(["tests/system_packages", "pg_ctlcluster:postgresql-15"], check=True)


@contextmanager
def debian_postgresql(folder: Path) -> Iterator[dict[str, str]]:
    """Yields the environment variables by which a test run uses this server."""
    user = {"user": pwd.getpwnam("postgres").pw_uid, "group": pwd.getpwnam("postgres").pw_gid} if os.geteuid() == 0 else {}
    if user:
        os.chown(folder, user["user"], user["group"])
    data = folder / "data"
    subprocess.run(
        [BINARIES / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
        cwd="/",
        **user,
    )
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off", "-c", "max_connections=150"]
    server = subprocess.Popen([BINARIES / "postgres", "-D", data, *options], stderr=subprocess.DEVNULL, cwd="/", **user)
    try:
        _prepare(folder)
        yield {
            f"RUCHE_TEST_{name}_URL": f"postgresql://{role}:{PASSWORD}@/ruche?host={folder}"
            for name, role in (("SUPERUSER", "postgres"), ("OWNER", "ruche_owner"), ("APP", "ruche_app"))
        }
    finally:
        server.terminate()
        server.wait(30)


def _prepare(folder: Path) -> None:
    psql = [BINARIES / "psql", "-h", folder, "-U", "postgres", "-qX", "-v", "ON_ERROR_STOP=1"]
    for _attempt in range(100):
        if subprocess.run([*psql, "-c", "select 1"], capture_output=True, check=False).returncode == 0:
            break
        time.sleep(0.1)
    subprocess.run(psql, input=_ROLES.encode(), check=True)
    subprocess.run([*psql, "-c", "create database ruche owner ruche_owner"], check=True)
