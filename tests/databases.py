# SPDX-License-Identifier: AGPL-3.0-or-later
"""Test databases: migrated once into a template by the owner, cloned for each worker, used as the application's role."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from ruche.config.environment.embedded import embedded_address
from ruche.config.postgres.roles import role_statements
from tests.environment import SUPERUSER_URL

Parameters = dict[str, Any]

_EMPTIED = """
select quote_ident(relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
and relname not in ('django_migrations', 'django_content_type', 'auth_permission')
"""
_RESTARTED = """
select setval(quote_ident(sequencename)::regclass, start_value, false) from pg_sequences
where schemaname = 'public' and last_value is not null
and sequencename !~ '^(django_migrations|django_content_type|auth_permission)_'
"""


def superuser() -> Parameters:
    """Connection parameters of a role that may create databases."""
    if SUPERUSER_URL:
        return conninfo_to_dict(SUPERUSER_URL) | {"dbname": "postgres"}
    return embedded_address(settings.ENVIRONMENT.data_dir, "ruche_superuser").connection_parameters() | {"dbname": "postgres"}


@contextmanager
def as_owner() -> Iterator[None]:
    """Run Django's connection as the owner of the tables: for migrations, and to look behind row security."""
    address = settings.ENVIRONMENT.owner_database
    kept = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict |= {"USER": address.user, "PASSWORD": address.password}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= kept


def create_test_database(name: str) -> None:
    """Make database `name` as a copy of the migrated template, and point Django at it."""
    with _lock(), psycopg.connect(**superuser(), autocommit=True) as server:
        template = f"template_{_fingerprint()}"
        if not server.execute("select 1 from pg_database where datname = %s", [template]).fetchone():
            _create_template(server, template)
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        server.execute(_statement("create database {} template {} owner {}", name, template, _owner()))
    connection.close()
    connection.settings_dict["NAME"] = name


def create_empty_database(name: str) -> None:
    """Make database `name` with its roles and nothing else, and point Django at it."""
    with psycopg.connect(**superuser(), autocommit=True) as server:
        _create_empty(server, name)
    connection.close()
    connection.settings_dict["NAME"] = name


def drop_test_database(name: str) -> None:
    connection.close()
    with psycopg.connect(**superuser(), autocommit=True) as server:
        server.execute(_statement("drop database if exists {} with (force)", name))


def empty_tables() -> None:
    """Empty every table, as the superuser: what a test that commits leaves behind. Migrations' own rows are put back by none.

    Few tables hold anything, and little: deleting that is a fraction of the work of truncating all.
    """
    for _attempt in range(5):
        with suppress(psycopg.errors.DeadlockDetected):  # a last request took its tables in another order; it is over now
            return _empty()
    return _empty()


def _empty() -> None:
    parameters = superuser() | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**parameters) as server:
        names = [name for (name,) in server.execute(_EMPTIED)]
        server.execute(f"lock table {', '.join(names)}".encode())  # whoever still writes ends first
        server.execute("set local session_replication_role = replica")  # neither triggers nor foreign keys
        used = server.execute(" union all ".join(f"select '{name}' where exists (select from {name})" for name in names).encode())
        for (name,) in used.fetchall():
            server.execute(f"delete from {name}".encode())
        server.execute(_RESTARTED)


def _create_template(server: "psycopg.Connection[Any]", template: str) -> None:
    unfinished = f"{template}_unfinished"
    _create_empty(server, unfinished)
    connection.settings_dict["NAME"] = unfinished
    with as_owner():
        call_command("migrate", verbosity=0, interactive=False)
    server.execute(_statement("alter database {} rename to {}", unfinished, template))


def _create_empty(server: "psycopg.Connection[Any]", name: str) -> None:
    server.execute(_statement("drop database if exists {} with (force)", name))
    server.execute(_statement("create database {} owner {} template template0", name, _owner()))
    with psycopg.connect(**superuser() | {"dbname": name}, autocommit=True) as inside:
        for statement in role_statements(owner=_owner(), app=settings.DATABASE_APP_ROLE, database=name):
            inside.execute(statement.encode())


def _owner() -> str:
    owner: str = settings.ENVIRONMENT.owner_database.user
    return owner


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))  # type: ignore[arg-type]


def _fingerprint() -> str:
    """Changes whenever a migration, or a function that migrations install, does."""
    package: Path = settings.PACKAGE
    files = sorted([*package.glob("**/migrations/*.py"), package / "kernel/db/definers.py", package / "kernel/db/operations.py"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


@contextmanager
def _lock() -> Iterator[None]:
    path = settings.ENVIRONMENT.data_dir / "template.lock"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def count_rows() -> dict[str, int]:
    """The rows of every table, past row security."""
    parameters = superuser() | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**parameters) as server:
        rows = server.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        return {name: server.execute(_statement("select count(*) from {}", name)).fetchone()[0] for (name,) in rows}  # type: ignore[index]
