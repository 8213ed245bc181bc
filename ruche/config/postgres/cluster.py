# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of the server: made once by initdb, its settings written at every start."""

import os
import shutil
import subprocess
from pathlib import Path

from ruche.config.environment.embedded import PORT
from ruche.config.environment.secrets import kept_secret
from ruche.config.errors import StartRefused
from ruche.config.postgres.binaries import MAJOR_VERSION, program
from ruche.config.postgres.places import Door, Places

# Few connections of our own and a small machine; an administrator adds to them in `local.conf`.
# Statements and details stay out of the log: they hold what people wrote.
_SETTINGS = """\
# Written by Ruche at every start. Put settings of your own into local.conf beside this file.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 80
superuser_reserved_connections = 5
password_encryption = 'scram-sha-256'
shared_buffers = '64MB'
work_mem = '4MB'
maintenance_work_mem = '48MB'
effective_cache_size = '1GB'
random_page_cost = 1.1
io_method = 'sync'
huge_pages = off
jit = off
max_worker_processes = 4
max_parallel_workers_per_gather = 1
max_logical_replication_workers = 0
fsync = on
synchronous_commit = on
full_page_writes = on
min_wal_size = '64MB'
max_wal_size = '512MB'
checkpoint_completion_target = 0.9
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_destination = 'stderr'
log_min_messages = 'warning'
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_line_prefix = '%m [%p] '
idle_in_transaction_session_timeout = '5min'
tcp_keepalives_idle = 60
"""


def prepare_cluster(places: Places) -> None:
    """Make the cluster when there is none, check its version, and write the settings of this start."""
    if not places.cluster.exists():
        _initialise(places)
    version = (places.cluster / "PG_VERSION").read_text().strip()
    if version != str(MAJOR_VERSION):
        raise StartRefused(
            f"The database in {places.cluster} was made by PostgreSQL {version} and this Ruche brings PostgreSQL {MAJOR_VERSION}:"
            " start the Ruche that made it, or move the data with its backup."
        )
    text = _SETTINGS.format(port=PORT, socket=str(places.socket).replace("'", "''"))
    _write_as_server(places, places.cluster / "ruche.conf", text)


def _initialise(places: Places) -> None:
    unfinished, password = places.folder / "unfinished", places.folder / "password"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    places.identity.take(unfinished)
    _write_as_server(places, password, kept_secret(places.data_dir, "database_ruche_superuser", 24))
    try:
        _run_initdb(places)
        (unfinished / "pg_hba.conf").write_text("# Nobody is let in without a password.\nlocal all all scram-sha-256\n")
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'ruche.conf'\ninclude = 'local.conf'\n")
        _write_as_server(places, unfinished / "local.conf", "# Settings of this installation, stronger than those of Ruche.\n")
        unfinished.rename(places.cluster)
    except OSError as error:
        raise StartRefused(f"The database cannot be made in {places.folder}: {error.strerror}.") from None
    finally:
        password.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)


def _run_initdb(places: Places) -> None:
    with Door(places.folder, places.identity) as door:
        command = [
            str(program("initdb", places.identity)),
            f"--pgdata={door.path}/unfinished",
            f"--pwfile={door.path}/password",
            "--username=ruche_superuser",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "TZ": "UTC"},
            pass_fds=door.inherited,
            **places.identity.popen_arguments(),
        )
    if ended.returncode:
        lines = [line for line in ended.stderr.splitlines() if "error" in line.lower() or "FATAL" in line] or ["initdb failed"]
        raise StartRefused(f"The database cannot be made in {places.folder}: {lines[0].removeprefix('initdb: error: ').strip()}.")


def _write_as_server(places: Places, path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    places.identity.take(temporary)
    temporary.rename(path)
