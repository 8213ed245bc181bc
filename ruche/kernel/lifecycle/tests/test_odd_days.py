# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days at the ends of the calendar, people who wait, and files whose sender is gone: clear answers, and nothing done by halves."""

from collections.abc import Callable

import pytest
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import Checklist, Departure
from ruche.kernel.lifecycle.services import read_batch, send_batch, send_next_people
from ruche.kernel.lifecycle.services.starting import today
from ruche.kernel.organisations.models import Invitation, Membership, Organisation
from ruche.kernel.organisations.services import remove_member, suspend_member
from ruche.kernel.testing.people import find_actor, give
from ruche.kernel.users.models import User


@pytest.mark.parametrize(("day", "fault"), [("31/12/9999", "born_on"), ("9990-01-01", "born_on"), ("0001-01-01", "")])
def test_a_birthday_at_the_end_of_the_calendar_is_a_fault_of_its_row(alice: User, atelier_a: Organisation, day: str, fault: str) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        table = f"email;born on\na@x.org;{day}".encode()
        batch = read_batch(find_actor(alice, atelier_a), file_name="people.csv", content=table)
        assert [row["fault"] for row in batch.rows] == [fault]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2099-01-01"])
def test_a_checklist_counts_from_no_day_out_of_reach(
    alice: User, bob: User, atelier_a: Organisation, onboarding: Checklist, client_of: Callable[[User], Client], day: str
) -> None:
    address = f"/api/v1/o/{atelier_a.slug}/members/{find_actor(bob, atelier_a).membership.pk}/checklists/"
    sent = {"checklist": str(onboarding.pk), "day": day}
    answer = client_of(alice).post(address, sent, content_type="application/json")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["day"])


def test_nobody_plans_the_departure_of_a_child_who_waits(
    alice: User, bob: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    child = find_actor(bob, atelier_a).membership
    address, sent = f"/api/v1/o/{atelier_a.slug}/members/{child.pk}/departure/", {"last_day": today(atelier_a).isoformat()}
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(pk=child.pk).update(status=Membership.Status.WAITING)
        assert client_of(alice).post(address, sent, content_type="application/json").status_code == 404
    with organisation_scope(atelier_a.id):
        assert not Departure.objects.exists()
        Membership.objects.filter(pk=child.pk).update(status=Membership.Status.ACTIVE)
    assert client_of(alice).post(address, sent, content_type="application/json").status_code == 201


@pytest.mark.parametrize("put_out", [suspend_member, remove_member])
def test_the_file_of_somebody_who_is_put_out_invites_nobody(
    alice: User, bob: User, atelier_a: Organisation, put_out: Callable[..., Membership]
) -> None:
    give(bob, atelier_a, ["organisation.invite_member"])
    with organisation_scope(atelier_a.id, bob.id):
        actor = find_actor(bob, atelier_a)
        batch = read_batch(actor, file_name="people.csv", content=b"a@x.org")
        send_batch(actor, batch_id=batch.pk)
        put_out(find_actor(alice, atelier_a), membership_id=actor.membership.pk)
        send_next_people(batch.pk)
        assert not Invitation.objects.exists()
