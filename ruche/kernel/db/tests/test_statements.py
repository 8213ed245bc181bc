# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements that the server keeps prepared: planned once, under the same locks as all others."""

import pytest
from django.db import IntegrityError, connection, transaction

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.db.statements import fetch_all, fetch_one

# Without a condition of its own: only row security tells the organisations apart.
MEMBERS = "select name from organisations_membership where role = any(%(roles)s::text[]) order by name"
ROLES = {"roles": ["owner", "member"]}


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like '%%role = any%%'")
        return cursor.fetchone()[0]


def test_the_server_prepares_a_statement_once(atelier_a):
    with organisation_scope(atelier_a.id):
        for _ in range(5):
            assert fetch_all(MEMBERS, ROLES) == [("Alice",), ("Bob",), ("Dana",)]
    assert prepared() == 1


def test_each_run_asks_for_the_organisation_of_its_context(atelier_a, bureau_b):
    for _ in range(4):
        with organisation_scope(atelier_a.id):
            assert fetch_one(MEMBERS, ROLES) == ("Alice",)
        with organisation_scope(bureau_b.id):
            assert fetch_all(MEMBERS, ROLES) == [("Charlie",), ("Dana",)]
    assert fetch_one(MEMBERS, ROLES) is None


def test_a_rollback_takes_the_context_back_too(atelier_a, bureau_b):
    with organisation_scope(bureau_b.id):
        assert fetch_one(MEMBERS, ROLES) == ("Charlie",)
    with organisation_scope(atelier_a.id):
        with pytest.raises(IntegrityError), transaction.atomic():
            fetch_one("insert into users_user (id) values (null) returning id", {})
        assert fetch_one(MEMBERS, ROLES) == ("Alice",)
