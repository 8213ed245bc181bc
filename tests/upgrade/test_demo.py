# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database as an older version left it, with people, groups and messages in it, becomes one of today without losing anything."""

import json
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.users.models import User
from tests.databases import as_owner, create_empty_database, drop_test_database, superuser
from tests.upgrade.rows import load, read

pytestmark = pytest.mark.long
DEMO = "demo_of_november_2026"
TRUTH = """
with recursive true_inside as (
  select id as outer_id, id as inner_id, 0 as depth, organisation_id from organisations_group
  union all
  select one.outer_id, child.id, one.depth + 1, child.organisation_id
    from true_inside one join organisations_group child on child.parent_id = one.inner_id
)
select count(*) from (
  (select outer_id, inner_id, depth, organisation_id from true_inside
   except select outer_id, inner_id, depth, organisation_id from organisations_groupinside)
  union all
  (select outer_id, inner_id, depth, organisation_id from organisations_groupinside
   except select outer_id, inner_id, depth, organisation_id from true_inside)
) as differing
"""
PLACES = """
select count(*) from organisations_group g
  left join organisations_groupplace p on p.group_id = g.id and p.until_at is null and p.organisation_id = g.organisation_id
 where g.deleted_at is null and (p.name, p.kind, p.parent_id) is distinct from (g.name, g.kind, g.parent_id)
"""


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[dict[str, int], "psycopg.Connection[Any]"]]:
    """How many rows each table had before, and the database after, read as the superuser."""
    kept = connection.settings_dict["NAME"]
    name = f"upgrade_{os.getpid()}"
    with django_db_blocker.unblock():
        create_empty_database(name)
        try:
            with as_owner():
                _migrate_as_then()
                with psycopg.connect(**superuser() | {"dbname": name}) as server:
                    counts = load(server, DEMO)
                call_command("migrate", verbosity=0, interactive=False)
            with psycopg.connect(**superuser() | {"dbname": name}) as server:
                yield counts, server
        finally:
            drop_test_database(name)
            connection.settings_dict["NAME"] = kept


def _migrate_as_then() -> None:
    executor = MigrationExecutor(connection)
    had = [tuple(one.split(".", 1)) for one in next(read(DEMO)).decode().split()]
    last = dict(sorted(had))
    executor.migrate(list(last.items()))


def _one(server: "psycopg.Connection[Any]", statement: str) -> Any:
    row = server.execute(statement.encode()).fetchone()
    return row[0] if row else None


def test_nothing_is_lost(upgraded: Any) -> None:
    counts, server = upgraded
    assert counts["organisations_group"] == 38
    assert {table: _one(server, f"select count(*) from {table}") for table in counts} == counts


def test_the_closure_and_the_history_of_the_tree_are_true(upgraded: Any) -> None:
    _counts, server = upgraded
    assert _one(server, "select max(depth) from organisations_groupinside") >= 1
    assert _one(server, TRUTH) == 0
    assert _one(server, PLACES) == 0


def test_skills_became_rows(upgraded: Any) -> None:
    _counts, server = upgraded
    told = [line.decode().split("\t") for line in _rows_of("people_profile")]
    column = _columns_of("people_profile").index("skills")
    words = sum(len(_unquoted(row[column])) for row in told)
    assert words > 100
    assert _one(server, "select count(*) from people_personskill") == words


def test_people_and_organisations_begin_with_the_rights_they_had(upgraded: Any) -> None:
    _counts, server = upgraded
    assert _one(server, "select count(*) from organisations_membership where kind <> 'person' or rights_version <> 0") == 0
    assert _one(server, "select count(*) from access_roleassignment") == 0
    assert _one(server, "select count(*) from organisations_organisation where suspended_at is not null or currency <> 'EUR'") == 0


def test_no_migration_is_left_and_no_model_differs(upgraded: Any, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.parametrize(
    "path", ["", "settings/groups/", "settings/identity/", "settings/roles/", "people/", "people/chart/", "chat/", "about/"]
)
def test_pages_open(upgraded: Any, django_db_blocker: Any, path: str) -> None:
    """As the application's role, under row security, for an owner of each organisation."""
    with django_db_blocker.unblock():
        for organisation in Organisation.objects.order_by("slug"):
            _counts, server = upgraded
            owner = _one(
                server, f"select user_id from organisations_membership where role = 'owner' and organisation_id = '{organisation.pk}'"
            )
            client = Client()
            client.force_login(User.objects.get(pk=owner))
            answer = client.get(f"/o/{organisation.slug}/{path}", follow=True)
            assert answer.status_code == 200, (organisation.slug, path)
        assert connection.settings_dict["USER"] != settings.ENVIRONMENT.owner_database.user
        connection.close()


def _rows_of(table: str) -> list[bytes]:
    lines = read(DEMO)
    next(lines)
    found: list[bytes] = []
    for header in lines:
        body = list(iter(lines.__next__, b"\\.\n"))
        if header.decode().split()[0] == table:
            found = body
    return found


def _columns_of(table: str) -> list[str]:
    return next(line.decode().split()[1:] for line in read(DEMO) if line.startswith(f"{table} ".encode()))


def _unquoted(copied: str) -> list[str]:
    words: list[str] = json.loads(copied.replace("\\\\", "\\"))
    return words
