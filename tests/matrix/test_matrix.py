# SPDX-License-Identifier: AGPL-3.0-or-later
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

import pytest

from ruche.kernel.access import permissions, rights
from ruche.kernel.access.roles import Role
from tests.isolation.routes import organisation_routes
from tests.isolation.samples import CASES
from tests.isolation.world import build_world
from tests.matrix import WRITE
from tests.matrix.people import COLUMNS, OUTSIDE
from tests.matrix.table import Line, ask_all, write_table

TABLE = Path(__file__).parents[2] / "docs" / "admin" / "role-matrix.md"


LOOSENED = "organisation.manage_groups"
GROUP_CREATION = "organisations:group_creation"


class Asked(NamedTuple):
    """`lines`: as it is; `loosened`: of one route, after everybody was given the right that it needs."""

    lines: list[Line]
    loosened: list[Line]


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker) -> Asked:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        inside = {route.name for route in organisation_routes()}
        world = build_world()
        point = transaction.savepoint()
        lines = ask_all(world, [case for case in CASES if case.route in inside])
        transaction.savepoint_rollback(point)
        with _given_to_everybody(LOOSENED):
            loosened = ask_all(world, [case for case in CASES if case.route == GROUP_CREATION])
        transaction.set_rollback(True)
    return Asked(lines, loosened)


@pytest.fixture
def lines(asked) -> list[Line]:
    return asked.lines


@contextmanager
def _given_to_everybody(name: str) -> Iterator[None]:
    """The built-in roles as they would be after a change of one line of the catalogue."""
    before = permissions.ORGANISATION_PERMISSIONS
    caches = (permissions.catalogue, permissions.permissions_of, rights.base_rights)
    permissions.ORGANISATION_PERMISSIONS = tuple(replace(one, default=Role.GUEST) if one.name == name else one for one in before)
    try:
        for cache in caches:
            cache.cache_clear()
        yield
    finally:
        permissions.ORGANISATION_PERMISSIONS = before
        for cache in caches:
            cache.cache_clear()


def _difference(now: str) -> str:
    stored = TABLE.read_text(encoding="utf-8")
    return "\n".join(unified_diff(stored.splitlines(), now.splitlines(), "stored", "now", lineterm="", n=0))


def test_the_stored_table_is_what_the_routes_answer(lines):
    now = write_table(lines)
    if os.environ.get(WRITE):
        TABLE.write_text(now, encoding="utf-8")
    changed = _difference(now)
    assert not changed, f"the role matrix changed; if that is meant: python -m tests.matrix --write\n{changed}"


def test_a_change_of_what_a_role_may_shows_in_review(asked):
    """Somebody who changes one permission cannot leave the table as it is: the lines of its routes are in the difference."""
    as_loosened = {(line.route, line.method): line for line in asked.loosened}
    changed = _difference(write_table([as_loosened.get((line.route, line.method), line) for line in asked.lines]))
    assert f"`{GROUP_CREATION}` | POST" in changed
    member = COLUMNS.index("member")
    before, after = _line(asked.lines), _line(asked.loosened)
    assert (before.answers[member], after.answers[member]) == ("no", "yes")


def _line(lines: list[Line]) -> Line:
    return next(line for line in lines if (line.route, line.method) == (GROUP_CREATION, "post"))


@pytest.mark.parametrize("column", OUTSIDE)
def test_nobody_from_outside_reaches_anything(lines, column):
    """Strangers, and whoever administrates the instance."""
    reached = [line for line in lines if line.answers[COLUMNS.index(column)] != "–"]
    assert not reached, reached


def test_every_route_of_an_organisation_stands_in_the_table(lines):
    missing = {route.name for route in organisation_routes()} - {line.route for line in lines}
    assert not missing, f"without a case in tests/isolation/samples: {sorted(missing)}"


def test_no_case_is_refused_for_how_it_was_sent(lines):
    """A case without `is_json` where the API wants JSON would show nobody's right."""
    assert not [line for line in lines if set(line.answers) & {"400", "405", "415"}]


def test_the_columns_differ(lines):
    """A table whose people were not signed in, or all were owners, would compare as well."""
    answers = {column: [line.answers[number] for line in lines] for number, column in enumerate(COLUMNS)}
    assert len(set(map(tuple, answers.values()))) == len(COLUMNS) - len(OUTSIDE) + 1
    assert "yes" in answers["guest"]
    assert "no" in answers["admin"]


def test_no_route_fails(lines):
    assert not [line for line in lines if "500" in line.answers]
