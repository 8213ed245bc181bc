# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of roles and rights, through the door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ruche.kernel.access.models import CustomRole, RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import create_role, give_role, update_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.services import deactivate_module
from ruche.kernel.organisations.services import change_role
from ruche.kernel.testing.people import find_actor, give, make_group, put_in

INVITE, MODULES = "organisation.invite_member", "organisation.manage_modules"


@pytest.fixture(autouse=True)
def _here(atelier_a):
    with organisation_scope(atelier_a.id):
        yield


@pytest.fixture
def as_alice(alice, atelier_a):
    return find_actor(alice, atelier_a)


@pytest.fixture
def as_bob(bob, atelier_a):
    return find_actor(bob, atelier_a)


@pytest.fixture
def role(as_alice):
    return create_role(as_alice, name="Treasury", permissions=[INVITE, MODULES])


def address(name, *arguments):
    return reverse(f"access:{name}", args=["atelier-a", *arguments])


def test_a_role_is_made_from_the_catalogue(client_of, alice):
    client = client_of(alice)
    page = client.get(address("role_creation"), {"like": "manager"}).content.decode()
    assert f'value="{INVITE}" checked' in page
    assert f'value="{MODULES}" checked' not in page
    made = client.post(address("role_creation"), {"name": "Treasury", "permissions": [INVITE]})
    assert made.status_code == 302
    assert [one.permission for one in CustomRole.objects.get().permissions.all()] == [INVITE]


def test_a_name_that_is_taken_is_said_beside_the_field_and_the_ticks_stay(client_of, alice, role):
    answer = client_of(alice).post(address("role_creation"), {"name": "treasury", "permissions": [INVITE]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Another role has this name already." in page
    assert f'value="{INVITE}" checked' in page


def test_what_one_does_not_have_cannot_be_ticked_and_the_page_says_why(client_of, as_alice, bob, as_bob, atelier_a):
    change_role(as_alice, membership_id=as_bob.membership.id, role=Role.ADMIN)
    page = client_of(bob).get(address("role_creation")).content.decode()
    assert 'value="organisation.transfer_ownership" disabled' in page
    assert "You do not have it, so you cannot give it." in page
    sent = client_of(bob).post(address("role_creation"), {"name": "Crown", "permissions": ["organisation.transfer_ownership"]})
    assert sent.status_code == 403
    assert not CustomRole.objects.exists()


def test_saved_by_two_at_once_the_second_sees_both(client_of, alice, as_alice, role):
    update_role(as_alice, role_id=role.id, version=0, name="Till", permissions=[INVITE])
    answer = client_of(alice).post(address("role_edition", role.id), {"name": "Purse", "permissions": [MODULES], "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Purse"' in page
    assert "Somebody changed this role meanwhile" in page
    again = client_of(alice).post(address("role_edition", role.id), {"name": "Purse", "permissions": [MODULES], "version": "1"})
    assert again.status_code == 302
    assert CustomRole.objects.get().name == "Purse"


def test_an_edition_keeps_the_permissions_of_a_module_that_is_off(client_of, alice, as_alice):
    role = create_role(as_alice, name="Herald", permissions=[INVITE, "chat.post_announcement"])
    deactivate_module(as_alice, module="chat")
    client_of(alice).post(address("role_edition", role.id), {"name": "Herald", "permissions": [INVITE, MODULES], "version": "0"})
    held = {one.permission for one in CustomRole.objects.get().permissions.all()}
    assert held == {INVITE, MODULES, "chat.post_announcement"}


def test_deleting_says_who_loses_what(client_of, alice, as_alice, as_bob, role):
    give_role(as_alice, membership_id=as_bob.membership.id, role=RoleRef(role.id))
    page = client_of(alice).get(address("role_deletion", role.id)).content.decode()
    assert "1 person loses what it gives" in page
    assert "Bob" in page
    client_of(alice).post(address("role_deletion", role.id))
    assert not RoleAssignment.objects.filter(ended_at=None).exists()


def test_a_role_is_given_with_dates_over_a_group_and_ended(client_of, alice, as_bob, role, atelier_a):
    group = make_group(atelier_a, "Kitchen")
    sent = {"role": str(role.id), "scope": str(group.id), "ends": "2031-03-30T02:30", "reason": "Season"}
    given = client_of(alice).post(address("assignment_creation", as_bob.membership.id), sent)
    assert given.status_code == 302
    held = RoleAssignment.objects.get()
    assert (held.ends_wall, held.scope_id, held.reason) == ("2031-03-30T02:30", group.id, "Season")
    page = client_of(alice).get(address("person_rights", as_bob.membership.id)).content.decode()
    assert "Kitchen" in page
    assert "given by Alice" in page
    client_of(alice).post(address("assignment_ending", held.id))
    assert RoleAssignment.objects.get().ended_at


def test_a_date_that_is_none_is_said_beside_the_form(client_of, alice, as_bob, role):
    sent = {"role": str(role.id), "ends": "tomorrow"}
    assert client_of(alice).post(address("assignment_creation", as_bob.membership.id), sent).status_code == 422


def test_own_rights_are_for_everybody_and_those_of_others_are_not(client_of, bob, as_alice, as_bob):
    client = client_of(bob)
    assert client.get(address("own_rights")).status_code == 200
    assert client.get(address("person_rights", as_alice.membership.id)).status_code == 403
    assert client.get(address("role_list")).status_code == 403


def test_a_refusal_names_the_right_and_who_can_give_it(client_of, bob, as_bob):
    page = client_of(bob).get(address("audit_list")).content.decode()
    assert "See who changed rights, and when" in page
    assert "Ask Alice" in page
    assert "/chat/" in page


def test_who_has_this_names_roles_heads_and_dates(client_of, alice, bob, dana, atelier_a):
    put_in(make_group(atelier_a, "Kitchen", kind="team"), bob, post="head")
    give(dana, atelier_a, [INVITE])
    page = client_of(alice).get(address("permission_holders", INVITE)).content.decode()
    for sentence in ("as Owner, everywhere", "heads Kitchen", "Role 1: everywhere"):
        assert sentence in page


def test_the_audit_writes_names_and_what_changed(client_of, alice, as_alice, as_bob, role):
    give_role(as_alice, membership_id=as_bob.membership.id, role=RoleRef(role.id))
    update_role(as_alice, role_id=role.id, version=0, name="Till", permissions=[INVITE])
    page = client_of(alice).get(address("audit_list")).content.decode()
    for sentence in ("Role given", "Role changed", "<s>Treasury</s> → Till", "<dd>Bob</dd>", "Switch modules on and off"):
        assert sentence in page


@pytest.mark.parametrize(("name", "most"), [("role_list", 5), ("role_creation", 1), ("own_rights", 6), ("audit_list", 6)])
def test_queries_of_the_pages(client_of, alice, as_alice, role, name, most, django_assert_max_num_queries):
    """Besides those of every page of settings."""
    client = client_of(alice)
    client.get(address(name))
    with CaptureQueriesContext(connection) as bare:
        client.get(reverse("organisations:departure", args=["atelier-a"]))
    with django_assert_max_num_queries(len(bare) + most):
        client.get(address(name))


def test_a_role_names_only_modules_of_which_it_gives_something(client_of, alice, role):
    client = client_of(alice)
    for page in (client.get(address("role_detail", role.pk)), client.get(address("role_deletion", role.pk))):
        text = page.content.decode()
        assert 'id="module-organisation"' in text
        assert 'id="module-chat"' not in text
    assert 'id="module-chat"' in client.get(address("role_edition", role.pk)).content.decode()
