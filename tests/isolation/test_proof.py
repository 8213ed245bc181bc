# SPDX-License-Identifier: AGPL-3.0-or-later
"""The suite can fail: where both locks are off, the cases that it refuses go through."""

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from tests.isolation.locks import managers_alone, row_security_alone
from tests.isolation.samples import CASES
from tests.isolation.world import World, build_world

REACHING = [case for case in CASES if case.has_foreign_object and case.method == "get"]


@pytest.fixture
def open_world(django_db_setup, django_db_blocker, request):
    with django_db_blocker.unblock(), managers_alone():
        request.getfixturevalue("db")
        world = build_world()
        with row_security_alone():  # and so without any
            yield world


def test_without_locks_objects_are_reached_through_another_organisation(open_world: World):
    reached = [str(case) for case in REACHING if case.parameters(open_world) and _reaches(case, open_world)]
    assert len(reached) >= 5, reached


def test_without_locks_a_page_of_another_organisation_shows_this_one(open_world: World):
    page = next(case for case in CASES if str(case) == "get api_members")
    assert "Bob" in page.send(open_world.client("charlie"), open_world, "bureau-b").content.decode()


@pytest.mark.parametrize("lock", [row_security_alone, managers_alone], ids=lambda lock: lock.__name__)
def test_each_lock_is_really_alone(lock, django_db_setup, django_db_blocker, request):
    """The variants of the suite take off what they say: only one of the two locks counts the rows."""
    with django_db_blocker.unblock(), lock():
        request.getfixturevalue("db")
        world = build_world()
        with organisation_scope(world.bureau.id):
            through_manager, past_manager = Membership.objects.count(), Membership.objects.unscoped().count()
    assert through_manager == 2
    assert past_manager == 2 if lock is row_security_alone else past_manager > 2


def _reaches(case, world: World) -> bool:
    return case.send(world.client("charlie"), world, "bureau-b").status_code < 400
