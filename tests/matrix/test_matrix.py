# SPDX-License-Identifier: AGPL-3.0-or-later
import os
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.isolation.routes import organisation_routes
from tests.isolation.samples import CASES
from tests.isolation.world import build_world
from tests.matrix import WRITE
from tests.matrix.people import COLUMNS
from tests.matrix.table import Line, ask_all, write_table

TABLE = Path(__file__).parents[2] / "docs" / "admin" / "role-matrix.md"


@pytest.fixture(scope="module")
def lines(django_db_setup: None, django_db_blocker) -> list[Line]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        inside = {route.name for route in organisation_routes()}
        asked = ask_all(build_world(), [case for case in CASES if case.route in inside])
        transaction.set_rollback(True)
    return asked


def test_the_stored_table_is_what_the_routes_answer(lines):
    now = write_table(lines)
    if os.environ.get(WRITE):
        TABLE.write_text(now, encoding="utf-8")
    stored = TABLE.read_text(encoding="utf-8")
    changed = "\n".join(unified_diff(stored.splitlines(), now.splitlines(), "stored", "now", lineterm="", n=0))
    assert not changed, f"the role matrix changed; if that is meant: python -m tests.matrix --write\n{changed}"


def test_a_stranger_reaches_nothing(lines):
    reached = [line for line in lines if line.answers[COLUMNS.index("stranger")] != "–"]
    assert not reached, reached


def test_the_columns_differ(lines):
    """A table whose people were not signed in, or all were owners, would compare as well."""
    answers = {column: [line.answers[number] for line in lines] for number, column in enumerate(COLUMNS)}
    assert len(set(map(tuple, answers.values()))) == len(COLUMNS)
    assert "yes" in answers["guest"]
    assert "no" in answers["admin"]


def test_no_route_fails(lines):
    assert not [line for line in lines if "500" in line.answers]
