# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door remembers who somebody is, never what they may. Here rights end behind its back: as if the bus were down."""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from ruche.config.front.tests.door_cases import Case
from ruche.config.front.tests.door_fronts import ask, shown
from ruche.config.front.tests.door_world import CSRF, DoorWorld, build_door_world, in_atelier, message, signed_in
from ruche.kernel.doors import identities as module
from ruche.kernel.doors.identities import Identities
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import suspend_member, update_organisation
from ruche.kernel.realtime.doubts import tell_doubt
from ruche.kernel.realtime.envelopes import Revocation
from ruche.kernel.realtime.live import Live
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.services import update_preferences
from ruche.modules.chat.models import Message

HOUR = 3600


@pytest.fixture
def world(transactional_db: None) -> DoorWorld:
    return build_door_world()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the door read, one entry for each reading."""
    read: list[str] = []
    real = module.read_identity

    def noted(credential: Any, slug: str) -> Any:
        found = real(credential, slug)
        read.append(found.actor.user.name if found else "nobody")
        return found

    monkeypatch.setattr(module, "read_identity", noted)
    return read


def run(statement: str, *values: Any) -> None:
    """Change the database as nobody announces it. As the superuser: row security would hide rows from this connection."""
    import psycopg

    from tests.databases import superuser

    with psycopg.connect(**superuser() | {"dbname": connection.settings_dict["NAME"]}, autocommit=True) as server:
        assert server.execute(statement.encode(), values).rowcount >= 1


def by(name: str, **more: Any) -> Case:
    return Case("post", 201, headers=lambda world: world.session(name), **more)


def by_token(name: str) -> Case:
    return Case("post", 201, headers=lambda world: world.bearer(name))


def count() -> int:
    with in_atelier():
        return Message.objects.count()


def test_a_person_is_read_once_a_minute(fronts: Any, world: DoorWorld, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    door, case = fronts(has_door=True), by("bob")
    assert [ask(door, case, world).status for _ in range(3)] == [201, 201, 201]
    assert reads == ["Bob"]
    later = time.monotonic() + 61
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: later, time=time.time))  # not the server's clock
    ask(door, case, world)
    assert reads == ["Bob", "Bob"]


def test_nothing_is_remembered_while_revocations_are_not_heard(new_fronts: Any, world: DoorWorld, reads: list[str]) -> None:
    door = new_fronts(has_door=True, identities=Identities(remembers=lambda: False))
    assert [ask(door, by("bob"), world).status for _ in range(2)] == [201, 201]
    assert reads == ["Bob", "Bob"]


BEHIND_ITS_BACK: dict[str, tuple[str, int]] = {
    "the session ended": ("delete from django_session", 401),
    "the session expired": ("update django_session set expire_date = now() - interval '1 second'", 401),
    "signed out everywhere": ("update users_user set session_epoch = session_epoch + 1 where name = 'Bob'", 401),
    "the account was closed": ("update users_user set is_active = false where name = 'Bob'", 401),
    "suspended": ("update organisations_membership set status = 'suspended' where name = 'Bob'", 404),
    "removed": ("update organisations_membership set status = 'left', left_at = now() where name = 'Bob'", 404),
    "taken out of the channel": ("update chat_channelmembership set left_at = now() where left_at is null", 403),
    "chat was switched off": ("delete from modules_moduleactivation where module = 'chat'", 404),
    "the channel was archived": ("update chat_channel set archived_at = now()", 409),
    "the channel was removed": ("update chat_channel set deleted_at = now()", 404),
}


@pytest.mark.parametrize("what", BEHIND_ITS_BACK)
@pytest.mark.parametrize("is_retry", [False, True], ids=["new", "sent before"])
def test_a_right_that_ended_unheard_refuses_at_once(what: str, is_retry: bool, fronts: Any, world: DoorWorld) -> None:
    """A message that was accepted before is confirmed to whom the view confirms it, and to nobody else."""
    door, view, first = fronts(has_door=True), fronts(has_door=False), str(uuid4())
    assert ask(door, by("bob", body=lambda: message(client_id=first)), world).status == 201
    statement, status = BEHIND_ITS_BACK[what]
    run(statement)
    before, client_id = count(), first if is_retry else str(uuid4())
    answers = [ask(server, by("bob", body=lambda: message(client_id=client_id)), world) for server in (door, view)]
    assert shown(answers[0]) == shown(answers[1])
    confirmed = is_retry and what in ("taken out of the channel", "the channel was archived", "the channel was removed")
    assert answers[0].status == (200 if confirmed else status)
    assert count() == before


@pytest.mark.parametrize("what", ["signed out everywhere", "the account was closed", "suspended", "chat was switched off"])
def test_the_same_for_a_token(what: str, fronts: Any, world: DoorWorld) -> None:
    door, view, case = fronts(has_door=True), fronts(has_door=False), by_token("bob")
    sent = world.bearer("bob")  # the same token each time: it is what is remembered
    case = Case("post", 201, headers=lambda world: sent)
    assert ask(door, case, world).status == 201
    statement, status = BEHIND_ITS_BACK[what]
    run(statement)
    answers = [ask(server, case, world) for server in (door, view)]
    assert shown(answers[0]) == shown(answers[1])
    assert answers[0].status == status


def test_a_token_ends_in_time_though_it_is_remembered(fronts: Any, world: DoorWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, door = world.bearer("bob"), fronts(has_door=True)
    case = Case("post", 201, headers=lambda world: sent)
    assert ask(door, case, world).status == 201
    later = time.time() + HOUR
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=time.monotonic, time=lambda: later))
    assert module.time.time() == later
    asked: list[Any] = []
    monkeypatch.setattr(module, "read_identity", lambda credential, slug: asked.append(credential))
    ask(door, case, world)
    assert len(asked) == 1  # asked anew, and then left to the view


HEARD: dict[str, tuple[Callable[[DoorWorld], object], int]] = {
    "signing out": (lambda world: _sign_out(world, "bob"), 401),
    "suspending": (lambda world: _suspend(world, "bob"), 404),
    "another address": (lambda world: _moved(world, "moved"), 308),
}


@pytest.mark.parametrize("what", HEARD)
def test_what_is_announced_is_forgotten_at_once(what: str, fronts: Any, world: DoorWorld, reads: list[str]) -> None:
    door = fronts(has_door=True)
    act, status = HEARD[what]
    assert ask(door, by("bob"), world).status == 201
    act(world)
    assert ask(door, by("bob"), world).status == status
    assert reads == ["Bob", "nobody"]


def test_another_language_is_spoken_at_once(fronts: Any, world: DoorWorld) -> None:
    door, case = fronts(has_door=True), by("bob", body=lambda: message(""))
    assert ask(door, case, world).headers["content-language"] == "en"
    update_preferences(world.people["bob"], language="fr")
    answer = ask(door, case, world)
    assert answer.headers["content-language"] == "fr"
    assert door.front._doors.answered == 2


def test_a_doubt_concerns_whom_it_names(fronts: Any, world: DoorWorld, reads: list[str]) -> None:
    door = fronts(has_door=True)
    everybody = [by("bob"), by("fleur"), by("charlie", path=lambda world: world.path("foreign", "bureau-b"))]

    def again() -> list[str]:
        reads.clear()
        assert [ask(door, case, world).status for case in everybody] == [201, 201, 201]
        return list(reads)

    organisation_id = find_actor_of(world, "bob").organisation_id
    assert again() == ["Bob", "Fleur", "Charlie"]
    assert again() == []
    tell_doubt(world.people["bob"].pk, None)
    assert again() == ["Bob"]
    tell_doubt(None, organisation_id)
    assert again() == ["Bob", "Fleur"]
    tell_doubt(world.people["charlie"].pk, organisation_id)
    assert again() == []
    tell_doubt(None, None)
    assert again() == ["Bob", "Fleur", "Charlie"]


def test_what_was_read_before_a_doubt_is_not_remembered(new_fronts: Any, world: DoorWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Identities(lambda: True)
    door, real = new_fronts(has_door=True, identities=known), module.read_identity

    def slow(credential: Any, slug: str) -> Any:
        found = real(credential, slug)
        tell_doubt(world.people["bob"].pk, None)
        return found

    monkeypatch.setattr(module, "read_identity", slow)
    assert ask(door, by("bob"), world).status == 201
    assert known._known == {}


def test_who_writes_no_more_is_forgotten_after_a_minute(new_fronts: Any, world: DoorWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    known, clock = Identities(lambda: True), [1_000.0]
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock[0], time=time.time))
    door = new_fronts(has_door=True, identities=known)
    for name, at in (("bob", 1_000.0), ("fleur", 1_030.0), ("bob", 1_050.0)):
        clock[0] = at
        assert ask(door, by(name), world).status == 201
    assert len(known._known) == 2
    clock[0] = 1_061.0
    assert ask(door, by("bob"), world).status == 201
    assert ask(door, by("fleur"), world).status == 201
    assert len(known._known) == 2
    clock[0] = 1_200.0
    assert ask(door, by("bob"), world).status == 201
    assert len(known._known) == 1


def test_what_other_processes_revoke_arrives_by_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    known, told, user_id = Identities(lambda: True), [], uuid4()
    monkeypatch.setattr(known, "_known", {})
    doubts = known._doubts

    async def hear() -> None:
        live = Live()
        live._receive(Revocation(user_id, None))
        told.append(known._doubts - doubts)
        live._recover()  # deaf for a while: anything may have been said
        told.append(known._doubts - doubts)

    asyncio.run(hear())
    assert told == [1, 2]


def test_two_sessions_of_one_person_are_two(fronts: Any, world: DoorWorld) -> None:
    door = fronts(has_door=True)
    other = signed_in(world.people["bob"])
    assert ask(door, by("bob"), world).status == 201
    run("delete from django_session where session_key = %s", world.sessions["bob"])
    headers = [f"Cookie: ruche_session={other}; ruche_csrf={CSRF}", f"X-CSRFToken: {CSRF}"]
    assert ask(door, Case("other", 201, headers=lambda world: headers), world).status == 201
    assert ask(door, by("bob"), world).status == 401


def find_actor_of(world: DoorWorld, name: str) -> Any:
    with in_atelier():
        organisation = Membership.objects.select_related("organisation").get(user=world.people["alice"]).organisation
    return find_actor(world.people[name], organisation)


def _sign_out(world: DoorWorld, name: str) -> None:
    client = Client()
    client.cookies["ruche_session"] = world.sessions[name]
    assert client.post("/account/sign-out/").status_code in (200, 302)


def _suspend(world: DoorWorld, name: str) -> None:
    actor, person = find_actor_of(world, "alice"), find_actor_of(world, name)
    with in_atelier():
        suspend_member(actor, membership_id=person.membership.pk)


def _moved(world: DoorWorld, slug: str) -> None:
    actor = find_actor_of(world, "alice")
    with in_atelier():
        update_organisation(actor, slug=slug)
