# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in charge of somebody's profile: heads, holders of a role for it, else whoever approves everywhere."""

import pytest
from django.utils import timezone

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import DomainError, NotFound, PermissionRefused
from ruche.kernel.notifications.models import Notification
from ruche.kernel.organisations.tests.conftest import acting_as
from ruche.kernel.organisations.tests.test_races import together
from ruche.kernel.testing.people import find_actor, give, make_group, make_membership, make_organisation, make_user, put_in
from ruche.modules.people.models import Profile, ProfileChange
from ruche.modules.people.permissions import APPROVE_PROFILE
from ruche.modules.people.selectors import count_waiting_changes, list_deciders
from ruche.modules.people.services import approve_change, propose_change, reject_change, tell_deciders, withdraw_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(atelier_a, bob):
    """Bob is in Varnish, inside Workshop; nobody leads them."""
    workshop = make_group(atelier_a, "Workshop", kind="department")
    put_in(make_group(atelier_a, "Varnish", workshop), bob)
    return workshop


@pytest.fixture
def proposed(actor_of, bob, atelier_a):
    with organisation_scope(atelier_a.id):
        return propose_change(actor_of(bob, atelier_a), field="title", value="Master of varnish")


def deciders(user, organisation, actor_of) -> list[str]:
    actor = actor_of(user, organisation)
    with organisation_scope(organisation.id):
        return [one.name for one in list_deciders(actor, actor.membership.pk)]


def test_role_over_a_group_around_the_person_is_in_charge_and_decides(actor_of, bob, dana, atelier_a, workshop, proposed):
    assert deciders(bob, atelier_a, actor_of) == ["Alice"]
    give(dana, atelier_a, [APPROVE_PROFILE], workshop)
    assert deciders(bob, atelier_a, actor_of) == ["Dana"]
    with organisation_scope(atelier_a.id):
        assert count_waiting_changes(actor_of(dana, atelier_a)) == 1
        tell_deciders(atelier_a.id, proposed.pk)
        assert [one.user_id for one in Notification.objects.all()] == [dana.pk]
        assert approve_change(actor_of(dana, atelier_a), change_id=proposed.pk).state == "approved"


def test_role_elsewhere_or_over_or_of_another_right_is_not(actor_of, bob, dana, atelier_a, workshop, proposed):
    give(dana, atelier_a, [APPROVE_PROFILE], make_group(atelier_a, "Yard"))
    give(dana, atelier_a, ["people.manage_positions"], workshop)
    ended = give(dana, atelier_a, [APPROVE_PROFILE], workshop)
    with organisation_scope(atelier_a.id):
        RoleAssignment.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    assert deciders(bob, atelier_a, actor_of) == ["Alice"]
    with organisation_scope(atelier_a.id), pytest.raises(NotFound):
        approve_change(actor_of(dana, atelier_a), change_id=proposed.pk)


def test_heads_and_holders_are_told_together_and_the_whole_organisation_only_without_them(actor_of, bob, dana, atelier_a, workshop):
    mel = make_user("Mel")
    make_membership(mel, atelier_a)
    put_in(workshop, dana, "head")
    give(mel, atelier_a, [APPROVE_PROFILE])
    assert deciders(bob, atelier_a, actor_of) == ["Dana", "Mel"]
    assert deciders(dana, atelier_a, actor_of) == ["Mel"]
    assert deciders(mel, atelier_a, actor_of) == ["Alice"]


def test_holder_of_the_role_does_not_decide_for_themselves(actor_of, bob, atelier_a, workshop, proposed):
    give(bob, atelier_a, [APPROVE_PROFILE], workshop)
    with organisation_scope(atelier_a.id), pytest.raises(PermissionRefused):
        approve_change(actor_of(bob, atelier_a), change_id=proposed.pk)


def test_guest_can_propose_and_whoever_decides_is_found(actor_of, alice, atelier_a):
    guest = make_user("Gus")
    make_membership(guest, atelier_a, Role.GUEST)
    with organisation_scope(atelier_a.id):
        change = propose_change(actor_of(guest, atelier_a), field="name", value="Augustus")
        tell_deciders(atelier_a.id, change.pk)
        assert [one.user_id for one in Notification.objects.all()] == [alice.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("acts", [(approve_change, reject_change), (approve_change, approve_change), (approve_change, withdraw_change)])
def test_of_two_who_decide_at_once_the_second_is_told_and_nothing_is_half_done(acts):
    organisation = make_organisation("Atelier A", "atelier-a")
    people = {name: make_user(name) for name in ("Alice", "Eve", "Bob")}
    for user in people.values():
        make_membership(user, organisation, Role.MEMBER if user.name == "Bob" else Role.OWNER)
    with acting_as(people["Bob"], organisation) as actor:
        change = propose_change(actor, field="title", value="Master")

    def act_of(user, service):
        def act():
            with acting_as(user, organisation) as actor:
                return service(actor, change_id=change.pk)

        return act

    second = people["Bob"] if acts[1] is withdraw_change else people["Eve"]
    results = together(act_of(people["Alice"], acts[0]), act_of(second, acts[1]))
    refused = [one for one in results if isinstance(one, DomainError)]
    decided = [one for one in results if isinstance(one, ProfileChange)]
    assert (len(decided), [one.code for one in refused]) == (1, ["change_decided"])
    with organisation_scope(organisation.id, find_actor(people["Bob"], organisation).user.pk):
        kept = ProfileChange.objects.get()
        assert kept.state == decided[0].state
        assert Profile.objects.get().title == ("Master" if kept.state == "approved" else "")
