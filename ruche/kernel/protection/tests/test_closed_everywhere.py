# SPDX-License-Identifier: AGPL-3.0-or-later
"""A suspended organisation, seen from everywhere at once: its routes, ways in, sockets, jobs and letters. And that it comes back whole."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import connector_params
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.psycopg_connector import PsycopgConnector

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs import enqueue
from ruche.kernel.jobs.queue import Queue
from ruche.kernel.jobs.tests import notes  # noqa: F401  registers tests.note
from ruche.kernel.organisations.errors import WayInClosed
from ruche.kernel.organisations.keys import code_of, dashed, token_of
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import accept_invitation, create_join_code, invite_people, join_with_code
from ruche.kernel.protection.services import resume_organisation, suspend_organisation
from ruche.kernel.realtime.admissions import Wish, admit
from ruche.kernel.testing.people import find_actor, make_user
from tests.isolation.routes import organisation_routes
from tests.isolation.samples import CASES
from tests.isolation.world import build_world

WHY = "Unpaid since May"


@pytest.fixture
def admin(db):
    user = make_user("Ines")
    user.is_instance_admin = True
    user.save()
    return user


def test_every_route_says_why_and_shows_nothing_else(admin):
    world = build_world()
    inside = {route.name for route in organisation_routes()}
    cases = {(case.route, case.method): case for case in CASES if case.route in inside}
    suspend_organisation(admin, organisation_id=world.atelier.pk, reason=WHY)
    owner = world.client("alice")
    wrong = {}
    for key, case in cases.items():
        answer = case.send(owner, world, "atelier-a")
        text = answer.content.decode()
        is_said = answer.json()["message"] == WHY if answer["Content-Type"] == "application/json" else WHY in text
        if answer.status_code != 403 or not is_said or "quokka" in text.lower():
            wrong[key] = answer.status_code
    assert not wrong


def test_people_read_until_when_on_pages_and_programs_too(client_of, admin, bob, atelier_a):
    until = datetime(2031, 3, 14, 17, 30, tzinfo=UTC)
    suspend_organisation(admin, organisation_id=atelier_a.id, reason=WHY, until=until)
    client = client_of(bob)
    page = client.get("/o/atelier-a/").content.decode()
    assert 'datetime="2031-03-14T17:30:00' in page
    assert "/organisations/" in page
    told = client.get("/api/v1/o/atelier-a/members/").json()["message"]
    assert told.startswith(WHY)
    assert "2031" in told
    assert "(Europe/Paris)" in told
    assert "Suspended" in client.get("/organisations/").content.decode()


def test_no_way_in_opens_and_each_is_good_again_afterwards(client_of, admin, alice, atelier_a):
    guest, other = make_user("Zoe"), make_user("Yan")
    with organisation_scope(atelier_a.id):
        owner = find_actor(alice, atelier_a)
        invitation = invite_people(owner, addresses=guest.email).invitations[0]
        code = code_of(create_join_code(owner, label="Door").pk)
    suspend_organisation(admin, organisation_id=atelier_a.id, reason=WHY)
    for act in (lambda: accept_invitation(guest, token=token_of(invitation.pk)), lambda: join_with_code(other, code=code)):
        with pytest.raises(WayInClosed) as closed:
            act()
        assert closed.value.code == "suspended"
    for user, address in ((guest, f"/invitation/{token_of(invitation.pk)}/"), (other, f"/join/{dashed(code)}/")):
        page = client_of(user).get(address)
        assert page.status_code == 403
        assert "Atelier A is suspended" in page.content.decode()
    resume_organisation(admin, organisation_id=atelier_a.id)
    accept_invitation(guest, token=token_of(invitation.pk))
    join_with_code(other, code=code)
    with organisation_scope(atelier_a.id):
        assert Membership.objects.filter(user__in=[guest, other], status=Membership.Status.ACTIVE).count() == 2


def test_no_socket_follows_anything_nor_does_the_instance_s_administrator(admin, bob, atelier_a):
    wishes = [Wish(user.pk, f"presence:{atelier_a.id}") for user in (bob, admin)]
    before = admit(wishes)
    assert [bool(before[one]) for one in wishes] == [True, False]
    suspend_organisation(admin, organisation_id=atelier_a.id, reason=WHY)
    after = admit(wishes)
    assert [bool(after[one]) for one in wishes] == [False, False]


def _taken() -> list[str]:
    """The jobs that a worker takes now, each done at once."""

    async def take() -> list[str]:
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1)
        await connector.open_async()
        queue, names = Queue(connector, 4, lambda: None), []
        worker_id = await queue.register_worker()
        while (job := await queue.fetch_job(["quick", "bulk"], worker_id)) is not None:
            names.append(f"{job.task_name} {job.task_kwargs['organisation_id']}")
            await queue.finish_job_by_id_async(job.id, Status.SUCCEEDED, True)
        await connector.close_async()
        return names

    return asyncio.run(take())


@pytest.mark.django_db(transaction=True)
def test_its_jobs_wait_in_the_queue_and_run_afterwards(admin, atelier_a, bureau_b):
    enqueue("tests.note", atelier_a.id)
    enqueue("tests.note", bureau_b.id)
    suspend_organisation(admin, organisation_id=atelier_a.id, reason=WHY)
    enqueue("tests.note", atelier_a.id)
    assert _taken() == [f"tests.note {bureau_b.id}"]
    assert ProcrastinateJob.objects.filter(status="todo", args__organisation_id=str(atelier_a.id)).count() == 2
    resume_organisation(admin, organisation_id=atelier_a.id)
    assert _taken() == [f"tests.note {atelier_a.id}"] * 2


@pytest.mark.django_db(transaction=True)
def test_its_letters_wait_but_the_one_that_says_why_leaves(settings, admin, alice, atelier_a):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=object())
    with organisation_scope(atelier_a.id):
        invite_people(find_actor(alice, atelier_a), addresses="zoe@example.net")
    waiting = set(_letters())
    suspend_organisation(admin, organisation_id=atelier_a.id, reason=WHY)
    assert set(_letters()) - waiting == {None}
    assert [one for one in _taken() if one.endswith(str(atelier_a.id))] == []


def _letters() -> list[str | None]:
    return [one.args["organisation_id"] for one in ProcrastinateJob.objects.filter(task_name="mail.deliver_letter")]


def test_a_suspension_that_ends_by_itself_says_so_in_the_list(client_of, admin, atelier_a):
    suspend_organisation(admin, organisation_id=atelier_a.id, reason=WHY, until=timezone.now() + timedelta(days=2))
    page = client_of(admin).get("/instance/organisations/", {"state": "suspended"}).content.decode()
    assert WHY in page
    assert "until" in page
