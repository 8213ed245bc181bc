# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import DomainError, InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations import services
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.models import GroupMembership, Invitation, JoinCode, Membership, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User


def _of(user: User, organisation: Organisation) -> Membership:
    return find_actor(user, organisation).membership


def test_an_owner_changes_a_role(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor, patch("ruche.kernel.access.telling.revoke") as revoke:
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.MANAGER)
    assert _of(bob, atelier_a).role == Role.MANAGER
    revoke.assert_called_once_with(user_id=bob.pk, organisation_id=atelier_a.pk)
    assert OutboxEntry.objects.filter(signal="organisations.member_changed").count() == 1


@pytest.mark.parametrize("act", ["change_role", "suspend_member", "reactivate_member", "remove_member"])
def test_a_member_may_not(acting: Acting, bob: User, dana: User, atelier_a: Organisation, act: str) -> None:
    arguments = {"role": Role.GUEST} if act == "change_role" else {}
    with acting(bob, atelier_a) as actor, pytest.raises(PermissionRefused):
        getattr(services, act)(actor, membership_id=_of(dana, atelier_a).pk, **arguments)
    assert _of(dana, atelier_a).is_active


@pytest.mark.parametrize("act", ["change_role", "suspend_member", "reactivate_member", "remove_member", "transfer_ownership"])
def test_people_of_another_organisation_do_not_exist(
    acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation, act: str
) -> None:
    arguments = {"role": Role.GUEST} if act == "change_role" else {}
    theirs = _of(charlie, bureau_b)
    with acting(alice, atelier_a) as actor, pytest.raises(NotFound):
        getattr(services, act)(actor, membership_id=theirs.pk, **arguments)
    assert _of(charlie, bureau_b).role == Role.OWNER


def test_an_administrator_does_not_reach_an_owner(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    owner = _of(alice, atelier_a)
    with acting(bob, atelier_a) as actor:
        actor.membership.role = Role.ADMIN
        actor.membership.save()
        for act in (services.suspend_member, services.remove_member):
            with pytest.raises(PermissionRefused):
                act(actor, membership_id=owner.pk)
        with pytest.raises(PermissionRefused):
            services.change_role(actor, membership_id=owner.pk, role=Role.MEMBER)
        with pytest.raises(PermissionRefused):
            services.change_role(actor, membership_id=actor.membership.pk, role=Role.OWNER)


def test_the_last_owner_stays(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        with pytest.raises(LastOwner):
            services.leave_organisation(actor)
        with pytest.raises(LastOwner):
            services.change_role(actor, membership_id=actor.membership.pk, role=Role.ADMIN)
    assert _of(alice, atelier_a).role == Role.OWNER


def test_an_owner_leaves_when_another_stays(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.OWNER)
        services.leave_organisation(actor)
    left = _of(alice, atelier_a)
    assert (left.status, left.left_by_id, left.left_at is None) == ("left", left.pk, False)


def test_a_suspended_owner_does_not_count(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        other = services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.OWNER)
        services.suspend_member(actor, membership_id=other.pk)
        with pytest.raises(LastOwner):
            services.leave_organisation(actor)


def test_suspension_keeps_and_ends(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        membership = services.suspend_member(actor, membership_id=_of(bob, atelier_a).pk)
        assert (membership.status, membership.role) == ("suspended", "member")
        assert services.reactivate_member(actor, membership_id=membership.pk).is_active


@pytest.mark.parametrize("act", [services.suspend_member, services.remove_member])
def test_nobody_puts_themselves_out_this_way(acting: Acting, alice: User, atelier_a: Organisation, act: Callable[..., Any]) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput):
        act(actor, membership_id=actor.membership.pk)


def test_removal_ends_groups_and_ways_in(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.MANAGER)
        group = services.create_group(actor, name="Sewing")
        services.add_to_group(actor, group_id=group.pk, membership_ids=[_of(bob, atelier_a).pk])
    with acting(bob, atelier_a) as actor:
        services.invite_people(actor, addresses="zoe@example.org")
        services.create_join_code(actor)
    with acting(alice, atelier_a) as actor:
        membership = services.remove_member(actor, membership_id=_of(bob, atelier_a).pk)
        assert (membership.status, membership.left_by_id) == ("left", actor.membership.pk)
        assert not GroupMembership.objects.filter(left_at=None).exists()
        assert GroupMembership.objects.count() == 1
        assert Invitation.objects.get().revoked_at
        assert JoinCode.objects.get().revoked_at
        with pytest.raises(InvalidInput):
            services.reactivate_member(actor, membership_id=membership.pk)
        with pytest.raises(InvalidInput):
            services.change_role(actor, membership_id=membership.pk, role=Role.GUEST)


def test_who_leaves_keeps_no_door_open(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.ADMIN)
        services.invite_people(actor, addresses="mine@example.org")
    with acting(bob, atelier_a) as actor:
        services.invite_people(actor, addresses="second-self@example.org", role=Role.ADMIN)
        services.create_join_code(actor)
        services.leave_organisation(actor)
        assert Invitation.objects.get(email="second-self@example.org").revoked_at
        assert JoinCode.objects.get().revoked_at
        assert Invitation.objects.get(email="mine@example.org").revoked_at is None


@pytest.mark.parametrize(("role", "still_open"), [(Role.ADMIN, 2), (Role.MANAGER, 1), (Role.MEMBER, 0)])
def test_who_may_less_keeps_no_door_open_that_they_could_not_open_any_more(
    acting: Acting, alice: User, bob: User, atelier_a: Organisation, role: Role, still_open: int
) -> None:
    with acting(alice, atelier_a) as actor:
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.ADMIN)
    with acting(bob, atelier_a) as actor:
        services.invite_people(actor, addresses="second-self@example.org", role=Role.ADMIN)
        services.invite_people(actor, addresses="zoe@example.org", role=Role.MEMBER)
        services.create_join_code(actor)
    with acting(alice, atelier_a) as actor:
        services.invite_people(actor, addresses="mine@example.org", role=Role.ADMIN)
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=role)
        assert Invitation.objects.filter(revoked_at=None).exclude(email="mine@example.org").count() == still_open
        assert JoinCode.objects.filter(revoked_at=None).count() == (role != Role.MEMBER)
        assert Invitation.objects.get(email="mine@example.org").revoked_at is None


def test_ownership_changes_hands(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.transfer_ownership(actor, membership_id=_of(bob, atelier_a).pk)
    assert (_of(bob, atelier_a).role, _of(alice, atelier_a).role) == (Role.OWNER, Role.ADMIN)


@pytest.mark.parametrize("status", ["suspended", "left"])
def test_ownership_goes_to_active_people_only(acting: Acting, alice: User, bob: User, atelier_a: Organisation, status: str) -> None:
    with acting(alice, atelier_a) as actor:
        membership = _of(bob, atelier_a)
        membership.status = status
        membership.save()
        with pytest.raises(InvalidInput):
            services.transfer_ownership(actor, membership_id=membership.pk)
        with pytest.raises(InvalidInput):
            services.transfer_ownership(actor, membership_id=actor.membership.pk)


def test_only_an_owner_transfers(acting: Acting, bob: User, dana: User, atelier_a: Organisation) -> None:
    with acting(bob, atelier_a) as actor:
        actor.membership.role = Role.ADMIN
        actor.membership.save()
        with pytest.raises(PermissionRefused):
            services.transfer_ownership(actor, membership_id=_of(dana, atelier_a).pk)


def test_an_actor_who_lost_their_right_meanwhile_is_refused(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as stale, acting(alice, atelier_a) as actor:
        services.change_role(actor, membership_id=_of(bob, atelier_a).pk, role=Role.OWNER)
        services.change_role(actor, membership_id=actor.membership.pk, role=Role.MEMBER)
        for act in (services.suspend_member, services.transfer_ownership):
            with pytest.raises(DomainError):
                act(stale, membership_id=_of(bob, atelier_a).pk)
    assert _of(bob, atelier_a).role == Role.OWNER
