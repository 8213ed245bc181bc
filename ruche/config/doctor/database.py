# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database: reachable, new enough, its two roles with the right rights, its clock, its worker."""

import time
from typing import Any

import psycopg

from ruche.config.doctor.findings import Findings, broken, doubtful, well
from ruche.config.environment import DatabaseAddress, Environment
from ruche.config.pooler import shares_one_backend
from ruche.config.postgres import role_statements

_OLDEST = 150000
_MOST_SECONDS_APART = 2.0
_RIGHTS = """
select r.rolsuper, r.rolbypassrls,
       exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace),
       exists (select from pg_auth_members m where m.member = r.oid)
from pg_roles r where r.rolname = current_user
"""
_UNREADABLE = """
select count(*) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
and not has_table_privilege(current_user, c.oid, 'select') and c.relname not like '%%search_entry'
"""


def look_at_database(environment: Environment, *, is_running: bool) -> Findings:
    try:
        with _connect(environment.database) as connection:
            yield from _server(connection)
            yield from _app_role(connection, environment)
            yield from _clock(connection)
            yield from _worker(connection, is_running=is_running)
    except psycopg.Error as error:
        cure = f"Check DATABASE_URL and that the server at {environment.database.host} runs."
        yield broken("Database", _first_line(error), cure if environment.is_database_embedded else f"{cure}\n{_role_cure(environment)}")
        return
    if not environment.is_database_embedded and shares_one_backend(environment.database):
        yield broken(
            "Database",
            "a transaction pooler stands before it: one person's rows could reach another one",
            "Connect to PostgreSQL itself, or set the pooler to session mode.",
        )
    yield from _owner_role(environment)


def _connect(address: DatabaseAddress) -> "psycopg.Connection[Any]":
    return psycopg.connect(**address.connection_parameters(), connect_timeout=5, autocommit=True)  # type: ignore[arg-type]


def _server(connection: "psycopg.Connection[Any]") -> Findings:
    version = connection.info.server_version
    if version < _OLDEST:
        yield broken("Database", f"PostgreSQL {version // 10000} is too old", "Use PostgreSQL 15 or later.")
    else:
        yield well("Database", f"PostgreSQL {version // 10000}.{version % 10000} answers")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        yield broken("Database", f"its encoding is {encoding}", "Make the database again with: encoding 'UTF8' template template0")


def _app_role(connection: "psycopg.Connection[Any]", environment: Environment) -> Findings:
    rights = connection.execute(_RIGHTS).fetchone() or (True, True, True, True)
    names = ("is a superuser", "has BYPASSRLS", "owns tables", "is a member of another role")
    wrong = [name for name, is_so in zip(names, rights, strict=True) if is_so]
    role = f"role {environment.database.user} of the application"
    if wrong:
        yield broken("Rights", f"the {role} {' and '.join(wrong)}: row security does not bind it", _role_cure(environment))
        return
    (unreadable,) = connection.execute(_UNREADABLE).fetchone() or (0,)
    if unreadable:
        yield broken("Rights", f"the {role} may not read {unreadable} tables", _role_cure(environment))
    else:
        yield well("Rights", f"the {role} is bound by row security")


def _owner_role(environment: Environment) -> Findings:
    if environment.owner_database is None:
        yield doubtful("Rights", "RUCHE_OWNER_DATABASE_URL is not set, so this machine cannot migrate", _role_cure(environment))
        return
    try:
        with _connect(environment.owner_database) as connection:
            is_superuser, bypasses, _, _ = connection.execute(_RIGHTS).fetchone() or (False, False, False, False)
            (may_create,) = connection.execute("select has_schema_privilege('public', 'create')").fetchone() or (False,)
    except psycopg.Error as error:
        yield broken("Rights", f"the role of the owner cannot connect: {_first_line(error)}", "Check RUCHE_OWNER_DATABASE_URL.")
        return
    role = f"role {environment.owner_database.user} of the owner"
    if not may_create:
        yield broken("Rights", f"the {role} may not make tables", _role_cure(environment))
    elif is_superuser or bypasses:
        yield doubtful("Rights", f"the {role} has more rights than it needs", _role_cure(environment))
    else:
        yield well("Rights", f"the {role} can migrate")


def _clock(connection: "psycopg.Connection[Any]") -> Findings:
    before = time.time()
    (theirs,) = connection.execute("select extract(epoch from clock_timestamp())::float8").fetchone() or (0.0,)
    apart = abs(theirs - (before + time.time()) / 2)
    if apart > _MOST_SECONDS_APART:
        yield broken("Clock", f"this machine and the database are {apart:.0f} s apart", "Set both clocks by a time service (NTP).")
    else:
        yield well("Clock", "this machine and the database agree")


def _worker(connection: "psycopg.Connection[Any]", *, is_running: bool) -> Findings:
    try:
        found = connection.execute("select extract(epoch from now() - max(last_heartbeat))::int from procrastinate_workers").fetchone()
    except psycopg.errors.UndefinedTable:
        yield broken("Database", "it has no tables yet", "Run: ruche migrate")
        return
    seconds = found[0] if found else None
    if seconds is not None and seconds < 60:
        yield well("Worker", "it gave a sign of life within the last minute")
    elif is_running:
        yield broken("Worker", "no sign of life within the last minute: mail and other jobs wait", "Read the log of `ruche serve`.")
    else:
        yield doubtful("Worker", "not running", "Start Ruche: ruche serve")


def _role_cure(environment: Environment) -> str:
    """The statements for a server of one's own; the embedded one has them from its first start."""
    owner = environment.owner_database.user if environment.owner_database else "ruche_owner"
    app, database = environment.database.user, environment.database.name
    made = [f"create role \"{role}\" login password '…'" for role in (owner, app)]
    made.append(f'create database "{database}" owner "{owner}" encoding \'UTF8\' template template0')
    lines = ["As a superuser (leave out what exists), the first three anywhere, the others inside the database:"]
    lines += [f"  {statement};" for statement in [*made, *role_statements(owner=owner, app=app, database=database)]]
    return "\n".join(lines)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
