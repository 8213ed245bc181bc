# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many are admitted together, each on their own right."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.realtime import registry
from ruche.kernel.realtime.admissions import Wish, admit
from ruche.kernel.realtime.tests.boards import KIND, Boards
from ruche.kernel.sign_in.policies import policy_of
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db


def test_everybody_of_an_organisation_costs_four_queries(
    boards: Boards,
    atelier_a: Organisation,
    alice: User,
    bob: User,
    dana: User,
    charlie: User,
    django_assert_num_queries: Callable[[int], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = boards.add(atelier_a.id, alice.id, bob.id, charlie.id)

    def readers(actors: Collection[Actor], key: str) -> dict[UUID, bool]:
        assert all(actor.active_modules is not None for actor in actors)  # known without asking
        return {actor.membership.id: actor.user.id in boards.by_key[key].readers for actor in actors}

    monkeypatch.setattr(registry, "all_topics", lambda: {KIND: replace(boards.topic, readers=readers)})
    wishes = [Wish(user.id, board.topic) for user in (alice, bob, dana, charlie)]
    policy_of(atelier_a)  # kept by each process
    with django_assert_num_queries(4):
        admitted = admit(wishes)
    assert [admitted[wish] is not None for wish in wishes] == [True, True, False, False]


def test_nonsense_spoils_nobody_elses_answer(boards: Boards, atelier_a: Organisation, alice: User) -> None:
    board = boards.add(atelier_a.id, alice.id)
    orphan = boards.add(uuid4(), alice.id)
    good = Wish(alice.id, board.topic)
    others = ["", ":", KIND, f"{KIND}:", f"{KIND}:{uuid4()}", f"{KIND}:{board.key.upper()}", f"{KIND}:{board.key}:x", orphan.topic]
    others += [f"presence:{uuid4()}", f"presence:{orphan.organisation_id}", "presence:\u0000", f"chat.x:{board.key}"]
    answers = admit([good, *(Wish(alice.id, topic) for topic in others)])
    assert [wish.topic for wish, admission in answers.items() if admission is not None] == [board.topic]


def test_a_module_that_fails_closes_its_own_topics_only(
    boards: Boards, atelier_a: Organisation, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = boards.add(atelier_a.id, alice.id)

    def fail(_actor: Actor, _key: str) -> bool:
        raise KeyError("a mistake of the module")

    monkeypatch.setattr(registry, "all_topics", lambda: {KIND: boards.topic, "test.broken": replace(boards.topic, authorise=fail)})
    answers = admit([Wish(alice.id, board.topic), Wish(alice.id, f"test.broken:{board.key}")])
    assert [admission is not None for admission in answers.values()] == [True, False]
