# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils import timezone

from ruche.kernel.db.context import current_organisation_id, organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.outbox import draining, listeners
from ruche.kernel.outbox.draining import ATTEMPTS, drain
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
heard_signals: list[tuple[UUID, int]] = []


def hear(organisation_id: UUID, number: int) -> None:
    assert current_organisation_id.get() == organisation_id
    heard_signals.append((organisation_id, number))


@pytest.fixture(autouse=True)
def _listening(monkeypatch: pytest.MonkeyPatch) -> None:
    heard_signals.clear()
    listen(monkeypatch, hear)


def listen(monkeypatch: pytest.MonkeyPatch, *functions: Callable[..., Any], module: str = "chat") -> None:
    monkeypatch.setattr(listeners, "_listeners", lambda _signal: tuple((module, function) for function in functions))


def heard() -> list[int]:
    return [number for _organisation_id, number in heard_signals]


def due_now() -> None:
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_listeners_hear_in_order_inside_the_organisation(atelier_a, bureau_b):
    for number in (1, 2, 3):
        announce("tests.happened", atelier_a.id, number=number)
    announce("tests.happened", bureau_b.id, number=4)
    assert drain() is False
    assert [number for organisation_id, number in heard_signals if organisation_id == atelier_a.id] == [1, 2, 3]
    assert (bureau_b.id, 4) in heard_signals
    assert not OutboxEntry.objects.exists()
    assert current_organisation_id.get() is None


def test_only_modules_that_are_on_hear(atelier_a, bureau_b):
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="chat").delete()
    announce("tests.happened", atelier_a.id, number=1)
    announce("tests.happened", bureau_b.id, number=2)
    drain()
    assert heard() == [2]
    assert not OutboxEntry.objects.exists()


def test_failing_entry_steps_aside_without_effect_and_without_holding_up_others(atelier_a, monkeypatch):
    def rename(organisation_id: UUID, number: int) -> None:
        User.objects.filter(email="alice@example.org").update(name=f"Alice {number}")
        hear(organisation_id, number)
        if number == 1:
            raise ValueError("the bell is broken")

    listen(monkeypatch, rename)
    for number in (2, 1, 3):
        announce("tests.happened", atelier_a.id, number=number)
    drain()
    assert heard() == [2, 1, 1, 3]  # tried again at once, then passed over
    assert User.objects.get(email="alice@example.org").name == "Alice 3"
    waiting = OutboxEntry.objects.get()
    assert waiting.ids == {"number": "1"}
    assert waiting.attempts == 2
    assert waiting.due_at > timezone.now()
    assert "the bell is broken" in waiting.error
    drain()
    assert heard() == [2, 1, 1, 3]  # not yet


def test_entry_that_never_succeeds_fails_with_its_error_kept(atelier_a, monkeypatch):
    def break_down(organisation_id: UUID, number: int) -> None:
        hear(organisation_id, number)
        raise ValueError("always")

    listen(monkeypatch, break_down)
    announce("tests.happened", atelier_a.id, number=1)
    for _ in range(ATTEMPTS + 3):
        due_now()
        drain()
    failed = OutboxEntry.objects.get()
    assert failed.failed_at is not None
    assert "always" in failed.error
    assert len(heard_signals) == failed.attempts == ATTEMPTS


def test_all_listeners_of_an_entry_succeed_or_none_has_an_effect(atelier_a, monkeypatch):
    def rename(organisation_id: UUID, number: int) -> None:
        User.objects.filter(email="alice@example.org").update(name="Renamed")

    def refuse(organisation_id: UUID, number: int) -> None:
        raise ValueError

    listen(monkeypatch, rename, refuse)
    announce("tests.happened", atelier_a.id, number=1)
    drain()
    assert User.objects.get(email="alice@example.org").name == "Alice"


def test_broken_foreign_key_is_blamed_on_its_entry(atelier_a, monkeypatch):
    def add_to_nothing(organisation_id: UUID, number: int) -> None:
        if number == 1:
            membership = Membership.objects.first()
            GroupMembership.objects.create(group_id=uuid4(), membership=membership, joined_at=timezone.now())
        hear(organisation_id, number)

    listen(monkeypatch, add_to_nothing)
    announce("tests.happened", atelier_a.id, number=1)
    announce("tests.happened", atelier_a.id, number=2)
    drain()
    assert "ForeignKeyViolation" in OutboxEntry.objects.get().error
    assert heard()[-1] == 2


def test_large_backlog_is_drained_by_turns(atelier_a, bureau_b, monkeypatch):
    monkeypatch.setattr(draining, "BATCH", 2)
    for number in (1, 2, 3):
        announce("tests.happened", atelier_a.id, number=number)
    announce("tests.happened", bureau_b.id, number=4)
    assert drain() is True
    assert sorted(heard()) == [1, 2, 4]
    assert drain() is False
    assert heard()[-1] == 3


def test_one_worker_at_a_time_speaks_for_an_organisation(atelier_a, bureau_b):
    announce("tests.happened", atelier_a.id, number=1)
    announce("tests.happened", bureau_b.id, number=2)
    with psycopg.connect(**_parameters()) as another_worker:
        another_worker.execute("select pg_advisory_xact_lock(hashtext('outbox'), hashtext(%s))", [str(atelier_a.id)])
        drain()
    assert heard() == [2]
    drain()
    assert heard() == [2, 1]


def _parameters() -> dict[str, Any]:
    from procrastinate.contrib.django import connector_params

    return connector_params()
