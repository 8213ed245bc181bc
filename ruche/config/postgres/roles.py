# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two roles: one owns the tables and migrates, the other one serves people and is bound by row security."""

import subprocess

from ruche.config.environment.embedded import DATABASE_NAME, PORT, embedded_address
from ruche.config.errors import StartRefused
from ruche.config.postgres.binaries import program
from ruche.config.postgres.places import Places


def role_statements(*, owner: str, app: str, database: str) -> list[str]:
    """What a superuser of any server ≥ 15 runs inside the database, once both roles exist."""
    return [
        f'alter role "{owner}" login nosuperuser nobypassrls',
        f'alter role "{app}" login nosuperuser nobypassrls nocreatedb nocreaterole noreplication',
        f'revoke all on database "{database}" from public',
        f'grant connect, temporary on database "{database}" to "{app}"',
        f'alter schema public owner to "{owner}"',
        "revoke all on schema public from public",
        f'grant usage on schema public to "{app}"',
        f'alter default privileges for role "{owner}" revoke execute on functions from public',
        f'alter default privileges for role "{owner}" in schema public grant select, insert, update, delete on tables to "{app}"',
        f'alter default privileges for role "{owner}" in schema public grant usage, select on sequences to "{app}"',
        f'alter default privileges for role "{owner}" in schema public grant execute on functions to "{app}"',
    ]


def prepare_roles(places: Places) -> None:
    """Make roles and database on the running embedded server; may be repeated."""
    done = places.folder / "roles_ready"
    if done.exists():
        return
    lines = ["\\set ON_ERROR_STOP on"]
    for role in ("ruche_owner", "ruche_app"):
        password = embedded_address(places.data_dir, role).password
        lines.append(f"select 'create role {role}' where not exists (select from pg_roles where rolname = '{role}') \\gexec")  # noqa: S608
        lines.append(f"alter role {role} login password '{password}';")
    lines.append(
        f"select 'create database {DATABASE_NAME} owner ruche_owner template template0'"  # noqa: S608
        f" where not exists (select from pg_database where datname = '{DATABASE_NAME}') \\gexec"
    )
    lines.append(f"\\connect {DATABASE_NAME}")
    lines += [f"{statement};" for statement in role_statements(owner="ruche_owner", app="ruche_app", database=DATABASE_NAME)]
    _run_psql(places, "\n".join(lines))
    done.touch()


def _run_psql(places: Places, script: str) -> None:
    superuser = embedded_address(places.data_dir, "ruche_superuser")
    ended = subprocess.run(
        [str(program("psql", places.identity)), "--no-psqlrc", "--quiet", "--no-password", "--file=-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={
            "PGHOST": superuser.host,
            "PGPORT": str(PORT),
            "PGUSER": superuser.user,
            "PGPASSWORD": superuser.password,
            "PGDATABASE": "postgres",
            "PGCONNECT_TIMEOUT": "10",
        },
    )
    if ended.returncode:
        first = (ended.stderr.strip().splitlines() or ["psql failed"])[0]
        raise StartRefused(f"The roles of the database cannot be made: {first}.")
