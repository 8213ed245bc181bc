# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ruche.kernel.organisations.models import Group, GroupMembership, Membership, Organisation
from ruche.kernel.organisations.services import Admission, admit_many, leave_organisation, remove_member, suspend_member
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.testing.people import make_group, make_user
from ruche.kernel.users.models import User

JOINED = "organisations.member_joined"


@pytest.fixture
def choir(atelier_a: Organisation) -> Group:
    return make_group(atelier_a, "Choir")


def _people(count: int) -> list[User]:
    users = [User(email=f"p{number}@example.org", email_key=f"p{number}@example.org", name=f"P {number}") for number in range(count)]
    return User.objects.bulk_create(users)


def test_many_join_each_announced_once_and_in_their_groups(acting: Acting, alice: User, atelier_a: Organisation, choir: Group) -> None:
    people = _people(1200)
    with acting(alice, atelier_a) as actor:
        admitted = admit_many(actor.organisation_id, [Admission(one, groups=[choir.pk]) for one in people], source="directory")
        assert admitted.joined == {one.pk for one in people}
        assert GroupMembership.objects.filter(group=choir, source="directory").count() == 1200
        assert OutboxEntry.objects.filter(signal=JOINED).count() == 1200
        again = admit_many(actor.organisation_id, [Admission(one, groups=[choir.pk]) for one in people], source="directory")
        assert again.joined == set()
        assert OutboxEntry.objects.filter(signal=JOINED).count() == GroupMembership.objects.filter(group=choir).count() == 1200


def test_a_batch_costs_the_same_for_ten_and_for_four_hundred(acting: Acting, alice: User, atelier_a: Organisation, choir: Group) -> None:
    people, costs = _people(410), []
    with acting(alice, atelier_a) as actor:
        for part in (people[:10], people[10:]):
            with CaptureQueriesContext(connection) as queries:
                admit_many(actor.organisation_id, [Admission(one, groups=[choir.pk]) for one in part], source="rule")
            costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_who_was_suspended_or_removed_is_refused_and_who_left_comes_back(
    acting: Acting, alice: User, bob: User, dana: User, charlie: User, atelier_a: Organisation
) -> None:
    erin = make_user("Erin")
    with acting(alice, atelier_a) as actor:
        admit_many(actor.organisation_id, [Admission(charlie), Admission(erin)], source="rule")
        suspend_member(actor, membership_id=Membership.objects.get(user=bob).pk)
        remove_member(actor, membership_id=Membership.objects.get(user=dana).pk)
        remove_member(actor, membership_id=Membership.objects.get(user=erin).pk)
    with acting(charlie, atelier_a) as charlie_there:
        leave_organisation(charlie_there)
    with acting(alice, atelier_a) as actor:
        wanted = [Admission(bob), Admission(dana), Admission(charlie), Admission(erin, is_invited=True)]
        admitted = admit_many(actor.organisation_id, wanted, source="rule")
        assert admitted.refused == {bob.pk, dana.pk}
        assert admitted.joined == {charlie.pk, erin.pk}
        assert not Membership.objects.get(user=bob).is_active


def test_a_group_of_another_organisation_or_in_the_bin_is_passed_over(
    acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    elsewhere = make_group(bureau_b, "Elsewhere")
    with acting(alice, atelier_a) as actor:
        admit_many(actor.organisation_id, [Admission(charlie, groups=[elsewhere.pk])], source="rule")
        assert not GroupMembership.objects.exists()
        assert Membership.objects.get(user=charlie).is_active
