# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of results goes on in the list that it came from, or does not exist."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.search.cursors import Cursor, NoSuchPage, write_cursor
from ruche.kernel.search.question import read_question
from ruche.kernel.search.selectors import list_kinds, search
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db

INDEXED, FEW = "chat.message", "chat.channel"


@pytest.fixture
def actor(alice: User, atelier_a: Organisation) -> Actor:
    return find_actor(alice, atelier_a)


def look(actor: Actor, kind: str, only: str = "") -> None:
    after = write_cursor(Cursor(kind, datetime(2026, 1, 1, tzinfo=UTC), UUID(int=1)))
    with organisation_scope(actor.organisation_id, actor.user.pk):
        search(actor, read_question("honey"), only=only, after=after)


def test_a_cursor_goes_on_in_its_own_kind(actor: Actor) -> None:
    look(actor, INDEXED)
    look(actor, INDEXED, only=INDEXED)


def test_a_cursor_of_a_kind_that_was_not_asked_is_refused(actor: Actor) -> None:
    with pytest.raises(NoSuchPage):
        look(actor, INDEXED, only=FEW)


def test_a_cursor_of_no_kind_is_refused(actor: Actor) -> None:
    with pytest.raises(NoSuchPage):
        look(actor, "chat.nothing")


def test_a_kind_that_is_found_whole_has_no_second_page(actor: Actor) -> None:
    with organisation_scope(actor.organisation_id, actor.user.pk):
        assert {kind.name: bool(kind.find) for kind in list_kinds(actor)}.items() >= {INDEXED: False, FEW: True}.items()
    with pytest.raises(NoSuchPage):
        look(actor, FEW)
