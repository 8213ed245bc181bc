# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people change rights in the same instant, each on a connection of their own."""

import pytest

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import create_role, delete_role, end_assignment, give_role, update_role
from ruche.kernel.errors import DomainError
from ruche.kernel.organisations import services
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.tests.conftest import acting_as
from ruche.kernel.organisations.tests.test_races import together
from ruche.kernel.testing.people import find_actor, give, make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = ("remove_member", "change_role", "suspend_member", "transfer_ownership", "leave_organisation")


@pytest.fixture
def place():
    organisation = make_organisation("Atelier A", "atelier-a")
    people = {name: make_user(name) for name in ("Alice", "Bob", "Eve")}
    for user in people.values():
        make_membership(user, organisation, Role.OWNER if user.name != "Eve" else Role.MEMBER)
    return organisation, people


def act_of(organisation, user, call):
    def act():
        with acting_as(user, organisation) as actor:
            return call(actor)

    return act


@pytest.mark.parametrize("round_", range(20))
def test_two_owners_put_each_other_out_in_every_way_and_one_stays(place, round_):
    organisation, people = place
    owners = [people["Alice"], people["Bob"]]
    ids = [find_actor(owner, organisation).membership.pk for owner in owners]

    def reach(number):
        name = ACTS[(round_ + number * (round_ // len(ACTS))) % len(ACTS)]
        extra = {"role": Role.MEMBER} if name == "change_role" else {}
        target = {} if name == "leave_organisation" else {"membership_id": ids[1 - number]}
        return act_of(organisation, owners[number], lambda actor: getattr(services, name)(actor, **target, **extra))

    results = together(reach(0), reach(1))
    with acting_as(owners[0], organisation):
        left = Membership.objects.filter(role=Role.OWNER, status="active").count()
    assert left >= 1
    assert all(one is None or isinstance(one, Membership | DomainError) for one in results)


def test_a_role_given_and_deleted_at_once_is_never_held_by_anybody(place):
    organisation, people = place
    with acting_as(people["Alice"], organisation) as actor:
        role = create_role(actor, name="Reader", permissions=["organisation.manage_modules"])
    person = find_actor(people["Eve"], organisation).membership.pk
    results = together(
        act_of(organisation, people["Alice"], lambda actor: delete_role(actor, role_id=role.pk)),
        act_of(organisation, people["Bob"], lambda actor: give_role(actor, membership_id=person, role=RoleRef(role.pk))),
    )
    refused = [one.code for one in results if isinstance(one, DomainError)]
    assert refused in (["role_in_use"], ["not_found"])
    holds = find_actor(people["Eve"], organisation).can("organisation.manage_modules")
    assert holds is (refused == ["role_in_use"])


def test_the_same_role_given_twice_at_once_is_held_once(place):
    organisation, people = place
    person = find_actor(people["Eve"], organisation).membership.pk
    give_manager = [
        act_of(organisation, people[name], lambda actor: give_role(actor, membership_id=person, role=RoleRef(builtin="manager")))
        for name in ("Alice", "Bob")
    ]
    results = together(*give_manager)
    assert [one.code for one in results if isinstance(one, DomainError)] == ["held_already"]
    with acting_as(people["Alice"], organisation):
        assert RoleAssignment.objects.filter(ended_at=None).count() == 1


def test_two_changes_of_a_role_at_once_are_one_change_and_one_refusal(place):
    organisation, people = place
    with acting_as(people["Alice"], organisation) as actor:
        role = create_role(actor, name="Reader")
    changes = [
        act_of(organisation, people[name], lambda actor, name=name: update_role(actor, role_id=role.pk, version=0, name=name))
        for name in ("Alice", "Bob")
    ]
    refused = [one for one in together(*changes) if isinstance(one, DomainError)]
    assert [one.code for one in refused] == ["stale"]


@pytest.mark.parametrize("round_", range(5))
def test_who_gives_while_losing_the_right_gives_before_or_not_at_all(place, round_):
    organisation, people = place
    held = give(people["Eve"], organisation, ["organisation.manage_roles"])
    with acting_as(people["Alice"], organisation) as actor:
        role = create_role(actor, name="Reader")
    person = find_actor(people["Eve"], organisation).membership.pk
    results = together(
        act_of(organisation, people["Alice"], lambda actor: end_assignment(actor, assignment_id=held.pk)),
        act_of(organisation, people["Eve"], lambda actor: give_role(actor, membership_id=person, role=RoleRef(role.pk))),
    )
    assert not isinstance(results[0], DomainError)
    assert not find_actor(people["Eve"], organisation).can("organisation.manage_roles")
    given = isinstance(results[1], RoleAssignment)
    assert given or results[1].code == "permission_refused"
