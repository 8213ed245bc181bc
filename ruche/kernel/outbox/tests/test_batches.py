# SPDX-License-Identifier: AGPL-3.0-or-later
"""Listeners that take many entries of one signal at once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from ruche.kernel.modules.signals import announce
from ruche.kernel.outbox import draining, listeners
from ruche.kernel.outbox.batches import in_batches
from ruche.kernel.outbox.draining import drain
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db


class Happened(NamedTuple):
    number: int


batches: list[list[int]] = []


@in_batches(Happened)
def hear(organisation_id: UUID, happened: Sequence[Happened]) -> None:
    batches.append([one.number for one in happened])
    name = User.objects.get(email="alice@example.org").name
    User.objects.filter(email="alice@example.org").update(name=name + "".join(f" {one.number}" for one in happened))
    if any(one.number == 13 for one in happened):
        raise ValueError("thirteen")


@pytest.fixture(autouse=True)
def _listening(monkeypatch: pytest.MonkeyPatch) -> None:
    batches.clear()
    listen(monkeypatch, {"tests.happened": [hear]})


def listen(monkeypatch: pytest.MonkeyPatch, heard: dict[str, list[Callable[..., Any]]]) -> None:
    monkeypatch.setattr(listeners, "_listeners", lambda signal: tuple(("chat", function) for function in heard.get(signal, ())))


def heard_by_alice() -> str:
    """What took effect."""
    return User.objects.get(email="alice@example.org").name.removeprefix("Alice").strip()


def test_entries_of_one_signal_and_organisation_go_together_in_order(atelier_a, bureau_b):
    for number in (1, 2, 3):
        announce("tests.happened", atelier_a.id, number=number)
    announce("tests.happened", bureau_b.id, number=4)
    drain()
    assert sorted(batches) == [[1, 2, 3], [4]]
    assert not OutboxEntry.objects.exists()


def test_another_signal_between_keeps_its_place(atelier_a, monkeypatch):
    order: list[Any] = []
    listen(monkeypatch, {"tests.happened": [hear], "tests.ended": [lambda organisation_id: order.append(list(batches))]})
    for number in (1, 2):
        announce("tests.happened", atelier_a.id, number=number)
    announce("tests.ended", atelier_a.id)
    announce("tests.happened", atelier_a.id, number=3)
    drain()
    assert order == [[[1, 2]]]
    assert batches == [[1, 2], [3]]


def test_one_bad_entry_steps_aside_and_the_others_take_effect_once(atelier_a):
    numbers = [*range(1, 12), 13, *range(20, 30)]
    for number in numbers:
        announce("tests.happened", atelier_a.id, number=number)
    drain()
    assert heard_by_alice() == " ".join(str(number) for number in numbers if number != 13)
    waiting = OutboxEntry.objects.get()
    assert waiting.ids == {"number": "13"}
    assert (waiting.attempts, "thirteen" in waiting.error) == (2, True)
    assert len(batches) < len(numbers)  # not one by one


def test_listeners_that_take_one_by_one_may_hear_the_same_signal(atelier_a, monkeypatch):
    alone: list[int] = []

    def hear_alone(organisation_id: UUID, number: int) -> None:
        alone.append(number)

    listen(monkeypatch, {"tests.happened": [hear, hear_alone]})
    for number in (1, 13, 2):
        announce("tests.happened", atelier_a.id, number=number)
    drain()
    assert heard_by_alice() == "1 2"
    assert alone == [1, 2]
    assert OutboxEntry.objects.get().ids == {"number": "13"}


def test_signals_nobody_hears_are_dropped_together(atelier_a, monkeypatch, django_assert_max_num_queries):
    listen(monkeypatch, {})
    for number in range(30):
        announce("tests.happened", atelier_a.id, number=number)
    with django_assert_max_num_queries(12):
        drain()
    assert not OutboxEntry.objects.exists()


def test_a_listener_that_fails_for_all_does_not_hold_the_worker(atelier_a, monkeypatch):
    monkeypatch.setattr(draining, "ALONE", 3)
    for _ in range(8):
        announce("tests.happened", atelier_a.id, number=13)
    assert drain() is True  # the others have their turn first
    assert OutboxEntry.objects.filter(attempts=2).count() == 3
    assert drain() is True
    assert drain() is False
    assert OutboxEntry.objects.filter(attempts=2).count() == 8
