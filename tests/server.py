# SPDX-License-Identifier: AGPL-3.0-or-later
"""The PostgreSQL of a test run: the embedded one without fsync, started once for all workers, or one from outside."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ruche.config.environment.embedded import embedded_address
from ruche.config.postgres.binaries import program
from ruche.config.postgres.cluster import prepare_cluster
from ruche.config.postgres.places import Door, Places, prepare_places
from ruche.config.postgres.roles import prepare_roles
from tests.environment import DATA, SUPERUSER_URL

_LOCAL = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nmax_connections = 200\n"


@contextmanager
def test_server() -> Iterator[None]:
    """Run the server for as long as the tests last, unless another run keeps it or the tests were given one from outside."""
    if SUPERUSER_URL or _answers():
        yield
        return
    places = prepare_places(DATA)
    prepare_cluster(places)
    local = places.cluster / "local.conf"
    local.write_text(_LOCAL)
    places.identity.take(local)
    with Door(places.folder, places.identity) as door:
        server = _start(places, door)
        try:
            _wait(server)
            prepare_roles(places)
            yield
        finally:
            server.send_signal(2)  # fast shutdown
            server.wait(30)


def _start(places: Places, door: Door) -> subprocess.Popen[bytes]:
    with places.log.open("ab") as log:
        return subprocess.Popen(
            [str(program("postgres", places.identity)), "-D", f"{door.path}/cluster"],
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=door.inherited,
            **places.identity.popen_arguments(),
        )


def _wait(server: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"The test server ended; see {DATA}/logs/postgres.log.")
        if _answers():
            return
        time.sleep(0.05)
    raise RuntimeError("The test server did not start within 15 seconds.")


def _answers() -> bool:
    address = embedded_address(DATA, "ruche_superuser").connection_parameters() | {"dbname": "postgres"}
    try:
        psycopg.connect(**address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
