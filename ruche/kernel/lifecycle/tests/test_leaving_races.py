# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people at once: one departure, one run, one tick; an heir who leaves while they inherit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import DomainError
from ruche.kernel.lifecycle import services
from ruche.kernel.lifecycle.models import Checklist, ChecklistRun, Departure
from ruche.kernel.lifecycle.services import Step
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services import change_role
from ruche.kernel.testing.people import find_actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(atelier_a, alice, bob, dana):
    """Alice and Dana own the organisation; Bob, a manager, owns a checklist."""
    with organisation_scope(atelier_a.id):
        owner = find_actor(alice, atelier_a)
        ids = {user.name: find_actor(user, atelier_a).membership.pk for user in (alice, bob, dana)}
        change_role(owner, membership_id=ids["Dana"], role=Role.OWNER)
        change_role(owner, membership_id=ids["Bob"], role=Role.MANAGER)
        services.create_checklist(find_actor(bob, atelier_a), kind="leaving", name="Bob’s", steps=[Step("Wave")])
    return ids


def _at_once(organisation, *acts):
    """Each as (user, act of the actor) in its own thread, from the same instant; what each raised."""
    barrier = Barrier(len(acts))

    def run(user, act):
        try:
            actor = find_actor(user, organisation)
            with organisation_scope(organisation.id, user.pk):
                barrier.wait(timeout=30)
                act(actor)
        except DomainError as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda one: run(*one), acts))


def test_two_who_finish_one_departure_do_it_once(atelier_a, alice, dana, three):
    with organisation_scope(atelier_a.id):
        services.start_leaving(find_actor(alice, atelier_a), membership_id=three["Bob"], last_day=today(atelier_a))

    def finish(actor):
        services.finish_leaving(actor, membership_id=three["Bob"])

    raised = _at_once(atelier_a, (alice, finish), (dana, finish))
    assert sorted(error.status if error else 0 for error in raised) == [0, 409]
    with organisation_scope(atelier_a.id):
        assert AuditEntry.objects.filter(action="remove_member").count() == 1


def test_two_who_plan_one_departure_plan_one(atelier_a, alice, dana, three):
    def plan(actor):
        services.start_leaving(actor, membership_id=three["Bob"], last_day=today(atelier_a))

    assert _at_once(atelier_a, (alice, plan), (dana, plan)) == [None, None]
    with organisation_scope(atelier_a.id):
        assert Departure.objects.count() == 1


def test_heir_who_leaves_at_that_moment_owns_nothing_unseen(atelier_a, alice, dana, three):
    """Either they inherit first and their things are listed when they go, or they go first and inherit nothing."""
    with organisation_scope(atelier_a.id):
        services.start_leaving(find_actor(alice, atelier_a), membership_id=three["Dana"], last_day=today(atelier_a))

    def leave(actor):
        services.finish_leaving(actor, membership_id=three["Dana"])

    def plan_bob(actor):
        services.reassign(actor, from_id=three["Bob"], to_id=three["Dana"])

    raised = _at_once(atelier_a, (alice, leave), (alice, plan_bob))
    assert [error.code for error in raised if error] == ["heir_unfit"]
    with organisation_scope(atelier_a.id):
        assert Checklist.objects.get().owner_id == three["Bob"]
        assert Membership.objects.get(pk=three["Dana"]).status == "left"


def test_two_who_start_one_checklist_start_one(atelier_a, alice, dana, three):
    with organisation_scope(atelier_a.id):
        checklist = Checklist.objects.get()

    def start(actor):
        services.run_checklist(actor, checklist_id=checklist.pk, membership_id=three["Bob"])

    assert _at_once(atelier_a, (alice, start), (dana, start)) == [None, None]
    with organisation_scope(atelier_a.id):
        assert ChecklistRun.objects.count() == 1
