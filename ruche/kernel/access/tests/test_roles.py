# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making roles and giving them: nobody gives more than they have, and every change is noted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from ruche.kernel.access.errors import GivesMoreThanHas, RoleInUse, ScopeUnknown
from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.rights import TokenScope
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors import explain_rights, list_assignments, list_audit, list_permissions, list_roles
from ruche.kernel.access.services import (
    change_assignment,
    create_role,
    delete_role,
    end_assignment,
    give_role,
    set_sourced_roles,
    update_role,
)
from ruche.kernel.access.tests.giving import INVITE, MANAGE_ROLES, MEMBERS, MODULES, days, member_of, owner
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused, Stale
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor, give, make_group, put_in

__all__ = ["owner"]


@pytest.fixture(autouse=True)
def _here(atelier_a):
    with organisation_scope(atelier_a.id):
        yield


def test_a_role_is_made_given_changed_and_deleted(atelier_a, owner, bob):
    role = create_role(owner, name="  Treasury ", description="Pays", permissions=[MODULES])
    assignment = give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk), reason="Season")
    assert find_actor(bob, atelier_a).can(MODULES)
    update_role(owner, role_id=role.pk, version=0, name="Treasury", permissions=[MEMBERS])
    assert not find_actor(bob, atelier_a).can(MODULES)
    assert find_actor(bob, atelier_a).can(MEMBERS)
    with pytest.raises(RoleInUse):
        delete_role(owner, role_id=role.pk)
    delete_role(owner, role_id=role.pk, ends_assignments=True)
    assert not find_actor(bob, atelier_a).can(MEMBERS)
    assignment.refresh_from_db()
    assert assignment.ended_at is not None
    assert [one.action for one in list_audit(owner).results] == ["delete_role", "update_role", "give_role", "create_role"]
    assert member_of(bob).rights_version == 3


def test_a_name_is_used_once_and_again_after_deletion(owner):
    role = create_role(owner, name="Trésorerie")
    with pytest.raises(InvalidInput):
        create_role(owner, name="TRESORERIE")
    with pytest.raises(InvalidInput):
        create_role(owner, name="\u200b")
    delete_role(owner, role_id=role.pk)
    assert create_role(owner, name="Tresorerie").pk != role.pk


def test_a_stale_version_says_what_it_is_now(owner):
    role = create_role(owner, name="Treasury", permissions=[MODULES])
    update_role(owner, role_id=role.pk, version=0, name="Cash", permissions=[MODULES])
    with pytest.raises(Stale) as refused:
        update_role(owner, role_id=role.pk, version=0, name="Money", permissions=[])
    assert refused.value.current["theirs"]["name"] == "Cash"
    assert refused.value.current["yours"]["name"] == "Money"


def test_unknown_permissions_are_refused_but_those_of_a_lost_module_stay(owner):
    from ruche.kernel.access.models import CustomRolePermission

    with pytest.raises(InvalidInput):
        create_role(owner, name="Treasury", permissions=["organisation.fly"])
    role = create_role(owner, name="Treasury", permissions=[MODULES])
    CustomRolePermission.objects.create(role=role, permission="gone.do_things")
    update_role(owner, role_id=role.pk, version=0, name="Treasury", permissions=[MEMBERS])
    names = set(CustomRolePermission.objects.filter(role=role).values_list("permission", flat=True))
    assert names == {MEMBERS, "gone.do_things"}


def test_who_may_not_manage_roles_makes_changes_and_gives_none(atelier_a, owner, bob, dana):
    role = create_role(owner, name="Reader", permissions=["organisation.view_members"])
    actor = find_actor(bob, atelier_a)
    for act in (
        lambda: create_role(actor, name="Mine"),
        lambda: update_role(actor, role_id=role.pk, version=0, name="Mine"),
        lambda: delete_role(actor, role_id=role.pk),
        lambda: give_role(actor, membership_id=member_of(dana).pk, role=RoleRef(role.pk)),
        lambda: list_roles(actor),
        lambda: list_permissions(actor),
        lambda: list_assignments(actor, role_id=role.pk),
        lambda: explain_rights(actor, member_of(dana).pk),
        lambda: list_audit(actor),
    ):
        with pytest.raises(PermissionRefused):
            act()


def test_nobody_makes_changes_gives_or_takes_more_than_they_have(atelier_a, owner, bob, dana):
    give(bob, atelier_a, [MANAGE_ROLES])
    actor = find_actor(bob, atelier_a)
    strong = create_role(owner, name="Strong", permissions=[MODULES])
    held = give_role(owner, membership_id=member_of(dana).pk, role=RoleRef(strong.pk))
    create_role(actor, name="Weak", permissions=["organisation.view_members", MANAGE_ROLES])
    for act in (
        lambda: create_role(actor, name="Mine", permissions=[MODULES]),
        lambda: update_role(actor, role_id=strong.pk, version=0, name="Strong", permissions=[]),
        lambda: delete_role(actor, role_id=strong.pk, ends_assignments=True),
        lambda: give_role(actor, membership_id=actor.membership.pk, role=RoleRef(strong.pk)),
        lambda: give_role(actor, membership_id=actor.membership.pk, role=RoleRef(builtin="admin")),
        lambda: change_assignment(actor, assignment_id=held.pk, ends=days(2)),
        lambda: end_assignment(actor, assignment_id=held.pk),
    ):
        with pytest.raises(GivesMoreThanHas):
            act()
    assert RoleAssignment.objects.filter(pk=held.pk, ended_at=None, ends_at=None).exists()


def test_a_head_gives_inside_the_group_what_she_has_there_and_nowhere_else(atelier_a, owner, bob, dana):
    works = make_group(atelier_a, "Works", kind="department")
    site, office = make_group(atelier_a, "Site", works), make_group(atelier_a, "Office")
    put_in(works, bob, "head")
    head = find_actor(bob, atelier_a)
    inviting = create_role(owner, name="Inviting", permissions=[INVITE, MODULES])
    given = give_role(head, membership_id=member_of(dana).pk, role=RoleRef(inviting.pk), scope_id=site.pk)
    assert find_actor(dana, atelier_a).can(INVITE, site)
    end_assignment(head, assignment_id=given.pk)
    assert not find_actor(dana, atelier_a).can(INVITE, site)
    for scope_id in (office.pk, None):
        with pytest.raises(PermissionRefused):
            give_role(head, membership_id=member_of(dana).pk, role=RoleRef(inviting.pk), scope_id=scope_id)
    with pytest.raises(PermissionRefused):
        give_role(head, membership_id=owner.membership.pk, role=RoleRef(inviting.pk), scope_id=site.pk)


def test_who_has_something_for_a_while_cannot_give_it_for_longer(atelier_a, owner, bob, dana):
    role = create_role(owner, name="Weekly", permissions=[MANAGE_ROLES, MODULES])
    give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk), ends=days(7))
    actor = find_actor(bob, atelier_a)
    with pytest.raises(GivesMoreThanHas):
        give_role(actor, membership_id=member_of(dana).pk, role=RoleRef(role.pk))
    with pytest.raises(GivesMoreThanHas):
        give_role(actor, membership_id=member_of(dana).pk, role=RoleRef(role.pk), ends=days(9))
    own = RoleAssignment.objects.get(membership__user=bob)
    with pytest.raises(GivesMoreThanHas):
        change_assignment(actor, assignment_id=own.pk, ends=None)
    given = give_role(actor, membership_id=member_of(dana).pk, role=RoleRef(role.pk), ends=days(6))
    with pytest.raises(GivesMoreThanHas):
        change_assignment(actor, assignment_id=given.pk, ends=days(8))


def test_dates_scopes_and_doubles_are_checked(atelier_a, owner, bob):
    role, person = create_role(owner, name="Reader"), member_of(bob)
    with pytest.raises(InvalidInput):
        give_role(owner, membership_id=person.pk, role=RoleRef(role.pk), ends=days(-1))
    with pytest.raises(InvalidInput):
        give_role(owner, membership_id=person.pk, role=RoleRef(role.pk), starts=days(3), ends=days(2))
    with pytest.raises(ScopeUnknown):
        give_role(owner, membership_id=person.pk, role=RoleRef(role.pk), scope_id=role.pk)
    with pytest.raises(NotFound):
        give_role(owner, membership_id=person.pk, role=RoleRef(person.pk))
    with pytest.raises(NotFound):
        give_role(owner, membership_id=person.pk, role=RoleRef(builtin="owner"))
    give_role(owner, membership_id=person.pk, role=RoleRef(role.pk))
    with pytest.raises(InvalidInput) as refused:
        give_role(owner, membership_id=person.pk, role=RoleRef(role.pk))
    assert refused.value.code == "held_already"


def test_what_ended_by_its_date_can_be_given_again(owner, bob):
    role, person = create_role(owner, name="Reader"), member_of(bob)
    first = give_role(owner, membership_id=person.pk, role=RoleRef(role.pk), ends=days(1))
    past = timezone.now() - timedelta(hours=1)
    RoleAssignment.objects.filter(pk=first.pk).update(starts_at=past - timedelta(hours=1), ends_at=past)
    again = give_role(owner, membership_id=person.pk, role=RoleRef(role.pk))
    assert [one.pk for one in list_assignments(owner, membership_id=person.pk)] == [again.pk]


def test_one_gives_up_one_s_own_role(atelier_a, owner, bob):
    role = create_role(owner, name="Strong", permissions=[MODULES])
    given = give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk))
    end_assignment(find_actor(bob, atelier_a), assignment_id=given.pk)
    assert not find_actor(bob, atelier_a).can(MODULES)


def test_a_provider_s_roles_follow_it_and_leave_what_people_gave(atelier_a, owner, bob):
    mine, theirs = create_role(owner, name="Mine", permissions=[MODULES]), create_role(owner, name="Theirs", permissions=[MEMBERS])
    person = member_of(bob)
    give_role(owner, membership_id=person.pk, role=RoleRef(mine.pk))

    def says(*refs):
        return set_sourced_roles(atelier_a.id, membership_id=person.pk, source="provider", held=[(ref, None) for ref in refs])

    assert says(RoleRef(theirs.pk), RoleRef(mine.pk), RoleRef(builtin="owner"), RoleRef(person.pk)) == 1
    assert find_actor(bob, atelier_a).can(MEMBERS)
    assert says(RoleRef(theirs.pk)) == 0
    assert says() == 1
    assert not find_actor(bob, atelier_a).can(MEMBERS)
    assert find_actor(bob, atelier_a).can(MODULES)


def test_whoever_leaves_or_is_put_out_holds_nothing_when_they_come_back(atelier_a, owner, bob):
    from ruche.kernel.organisations.services import remove_member
    from ruche.kernel.organisations.services.admission import admit

    role = create_role(owner, name="Strong", permissions=[MODULES])
    held = give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk))
    remove_member(owner, membership_id=member_of(bob).pk)
    held.refresh_from_db()
    assert held.ended_by == owner.membership
    admit(bob, role=Role.MEMBER, group=None, by=owner.membership, is_invited=True)
    assert not find_actor(bob, atelier_a).can(MODULES)


def test_a_token_gives_no_role_beyond_its_scopes_and_a_program_administrates_nothing(atelier_a, owner, bob):
    from ruche.kernel.organisations.services import change_role

    token = replace(owner, token=TokenScope(frozenset({MEMBERS, MANAGE_ROLES}), "script"))
    role = create_role(owner, name="Strong", permissions=[MODULES])
    person = member_of(bob)
    for act in (
        lambda: change_role(token, membership_id=person.pk, role=Role.ADMIN),
        lambda: give_role(token, membership_id=person.pk, role=RoleRef(role.pk)),
    ):
        with pytest.raises(GivesMoreThanHas):
            act()
    Membership.objects.filter(pk=person.pk).update(kind=Membership.Kind.SERVICE)
    for act in (
        lambda: change_role(owner, membership_id=person.pk, role=Role.ADMIN),
        lambda: give_role(owner, membership_id=person.pk, role=RoleRef(builtin="admin")),
    ):
        with pytest.raises(InvalidInput):
            act()
    assert find_actor(bob, atelier_a).role == Role.MEMBER


def test_nobody_gives_themselves_what_would_outlive_their_post(atelier_a, owner, bob, client_of):
    """A head has a manager's rights over the group while they head it, not for longer."""
    group = make_group(atelier_a, "Choir")
    put_in(group, bob, "head")
    head, own = find_actor(bob, atelier_a), member_of(bob)
    with pytest.raises(PermissionRefused):
        give_role(head, membership_id=own.pk, role=RoleRef(builtin="manager"), scope_id=group.pk)
    with pytest.raises(PermissionRefused):
        give_role(owner, membership_id=owner.membership.pk, role=RoleRef(builtin="admin"))
    held = give_role(owner, membership_id=own.pk, role=RoleRef(builtin="manager"), scope_id=group.pk, ends=days(4))
    for later in (days(9), None):
        with pytest.raises(PermissionRefused):
            change_assignment(head, assignment_id=held.pk, ends=later)
    assert change_assignment(head, assignment_id=held.pk, ends=days(2)).ends_at < held.ends_at
    assert RoleAssignment.objects.count() == 1
    client = client_of(bob)
    assert client.get(f"/o/atelier-a/settings/members/{own.pk}/roles/new/").status_code == 403
    assert "roles/new/" not in client.get(f"/o/atelier-a/settings/members/{own.pk}/rights/").content.decode()


def test_ending_sooner_asks_as_much_as_ending(atelier_a, owner, bob, dana):
    role = create_role(owner, name="Steward", permissions=[MANAGE_ROLES, MODULES])
    give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk), ends=days(3))
    longer = give_role(owner, membership_id=member_of(dana).pk, role=RoleRef(role.pk), ends=days(9))
    actor = find_actor(bob, atelier_a)
    with pytest.raises(GivesMoreThanHas):
        end_assignment(actor, assignment_id=longer.pk)
    with pytest.raises(GivesMoreThanHas):
        change_assignment(actor, assignment_id=longer.pk, ends=days(1))
    longer.refresh_from_db()
    assert longer.ends_wall == days(9).text
