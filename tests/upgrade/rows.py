# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of an older version's demo, kept beside the tests: `python -m tests.upgrade.rows <data folder> <name>` writes them.

The instance must be running, with the code of that version. A file holds which migrations it had, then each table as COPY
writes it. Passwords are left out, and of each channel all but its last messages: an upgrade does not need more.
"""

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ruche.config.environment.embedded import embedded_address

HERE = Path(__file__).parent
_TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
_COLUMNS = """
select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""
# What migrations and the first start make themselves, and what is worked out from other rows.
_MADE = {"django_migrations", "django_content_type", "auth_permission", "search_entry", "jobs_schedulerun", "django_session"}
_SOME = {
    "chat_message": "id in (select id from (select id, row_number() over (partition by channel_id order by position desc) as place"
    " from chat_message) as last where place <= 6)"
}
_END = b"\\.\n"


def record(data_dir: Path, name: str) -> Path:
    """Write the rows of a running instance to <name>.gz."""
    parameters = embedded_address(data_dir, "ruche_superuser").connection_parameters() | {"dbname": "ruche"}
    path = HERE / f"{name}.gz"
    with psycopg.connect(**parameters) as server, path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as kept:
        migrations = server.execute("select app, name from django_migrations order by id").fetchall()
        kept.write(" ".join(f"{app}.{migration}" for app, migration in migrations).encode() + b"\n")
        for (table,) in server.execute(_TABLES).fetchall():
            if table not in _MADE:
                _copy(server, table, kept)
    return path


def read(name: str) -> Iterator[bytes]:
    """The lines of a file, the migrations first."""
    with gzip.open(HERE / f"{name}.gz") as kept:
        yield from kept


def load(server: "psycopg.Connection[Any]", name: str) -> dict[str, int]:
    """Put the rows into a database that has exactly those migrations, past triggers and row security: how many of each table."""
    server.execute("set session_replication_role = replica")
    lines = read(name)
    next(lines)
    counts = {}
    for header in lines:
        table, *columns = header.decode().split()
        counts[table] = 0
        statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
        with server.cursor().copy(statement) as copy:
            while (row := next(lines)) != _END:
                copy.write(row)
                counts[table] += 1
    return counts


def _copy(server: "psycopg.Connection[Any]", table: str, kept: Any) -> None:
    columns = [column for (column,) in server.execute(_COLUMNS, [table])]
    chosen = [sql.SQL("'!' as password") if (table, one) == ("users_user", "password") else sql.Identifier(one) for one in columns]
    rows = sql.SQL("select {} from {} where {} order by 1").format(
        sql.SQL(", ").join(chosen), sql.Identifier(table), sql.SQL(_SOME.get(table, "true"))
    )
    with server.cursor().copy(sql.SQL("copy ({}) to stdout").format(rows)) as copy:
        lines = list(copy)
    if lines:
        kept.write(f"{table} {' '.join(columns)}\n".encode())
        kept.writelines(bytes(line) for line in lines)
        kept.write(_END)


if __name__ == "__main__":
    print(record(Path(sys.argv[1]), sys.argv[2]))
