# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights that are dangerous are not given from a window that was left open: a proof of the last ten minutes is asked for."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from ruche.kernel.access.models import RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import create_role, give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.services.batches import read_batch
from ruche.kernel.organisations.models import Invitation, Membership
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.testing.people import find_actor, give, make_group, make_membership, make_user

DANGEROUS, HARMLESS = "organisation.manage_applications", "organisation.invite_member"


@pytest.fixture(autouse=True)
def _here(atelier_a):
    with organisation_scope(atelier_a.id):
        yield


def signed_in(user, *, minutes_ago):
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = write_facts(SignInFacts(authenticated_at=time.time() - minutes_ago * 60))
    session.save()
    return client


def member(user):
    return Membership.objects.get(user=user)


def page(name, *arguments):
    return reverse(name, args=["atelier-a", *arguments])


def is_asked(answer):
    return answer.status_code == 302 and answer["Location"].startswith("/account/reauthentication/")


def roles_given():
    return RoleAssignment.objects.filter(ended_at=None).count()


def test_giving_a_dangerous_role_asks_who_it_is_and_then_goes_on(alice, bob, atelier_a):
    role = create_role(find_actor(alice, atelier_a), name="Gate", permissions=[DANGEROUS])
    where = page("access:assignment_creation", member(bob).pk)
    assert is_asked(signed_in(alice, minutes_ago=20).post(where, {"role": str(role.pk)}))
    assert roles_given() == 0
    assert signed_in(alice, minutes_ago=1).post(where, {"role": str(role.pk)}).status_code == 302
    assert roles_given() == 1


@pytest.mark.parametrize("role", ["admin", "owner"])
def test_a_built_in_role_with_dangerous_rights_asks_too(alice, bob, role):
    where = page("organisations:member_role", member(bob).pk)
    assert is_asked(signed_in(alice, minutes_ago=20).post(where, {"role": role}))
    assert member(bob).role == Role.MEMBER
    signed_in(alice, minutes_ago=1).post(where, {"role": role})
    assert member(bob).role == role


def test_an_administrator_does_not_become_an_owner_from_a_window_left_open(alice, bob, atelier_a):
    Membership.objects.filter(user=bob).update(role=Role.ADMIN)
    where = page("organisations:member_role", member(bob).pk)
    assert is_asked(signed_in(alice, minutes_ago=20).post(where, {"role": "owner"}))
    assert is_asked(signed_in(alice, minutes_ago=20).post(page("organisations:ownership", member(bob).pk)))
    assert member(bob).role == Role.ADMIN
    signed_in(alice, minutes_ago=1).post(where, {"role": "owner"})
    assert member(bob).role == Role.OWNER


def test_inviting_an_administrator_asks_and_keeps_the_pasted_list(alice, atelier_a):
    where, sent = page("organisations:invitation_list"), {"addresses": "eve@example.org", "role": "admin", "group_id": ""}
    answer = signed_in(alice, minutes_ago=20).post(where, sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert '<a class="r-link" href="/account/reauthentication/?next=' in html
    assert "eve@example.org" in html
    assert not Invitation.objects.exists()
    signed_in(alice, minutes_ago=20).post(where, {**sent, "role": "manager"})
    signed_in(alice, minutes_ago=1).post(where, {**sent, "addresses": "ada@example.org"})
    assert sorted(Invitation.objects.values_list("role", flat=True)) == ["admin", "manager"]


def test_a_file_with_administrators_asks_before_anything_is_sent(alice, atelier_a):
    batch = read_batch(find_actor(alice, atelier_a), file_name="people.csv", content=b"email,role\neve@example.org,admin\n")
    assert [row["fault"] for row in batch.rows] == [""]
    where = page("lifecycle:invitation_batch_sending", batch.pk)
    assert is_asked(signed_in(alice, minutes_ago=20).post(where))
    batch.refresh_from_db()
    assert batch.state == "read"
    signed_in(alice, minutes_ago=1).post(where)
    batch.refresh_from_db()
    assert batch.state == "sending"


def test_handing_the_organisation_over_asks(alice, bob):
    where = page("organisations:ownership", member(bob).pk)
    assert is_asked(signed_in(alice, minutes_ago=20).post(where))
    assert member(alice).role == Role.OWNER


def test_a_role_without_danger_is_given_without_asking(alice, bob):
    answer = signed_in(alice, minutes_ago=20).post(page("organisations:member_role", member(bob).pk), {"role": "manager"})
    assert not is_asked(answer)
    assert member(bob).role == Role.MANAGER


def test_whoever_gives_roles_inside_a_group_is_not_asked_for_what_counts_there(bob, atelier_a):
    """Over a group nothing dangerous can be held, whatever the role has besides."""
    group, third = make_group(atelier_a, "Choir"), make_user("Theo")
    make_membership(third, atelier_a)
    role_of_bob = give(bob, atelier_a, ["organisation.assign_role", HARMLESS], scope=group)
    assert role_of_bob is not None
    sent = {"role": str(RoleAssignment.objects.get().role_id), "scope": str(group.pk)}
    answer = signed_in(bob, minutes_ago=20).post(page("access:assignment_creation", member(third).pk), sent)
    assert not is_asked(answer)
    assert RoleAssignment.objects.filter(membership=member(third)).exists()


def test_the_api_refuses_with_a_code_of_its_own(alice, bob, atelier_a):
    actor = find_actor(alice, atelier_a)
    role = create_role(actor, name="Gate", permissions=[DANGEROUS])
    held = give_role(actor, membership_id=member(bob).pk, role=RoleRef(role.pk))
    client = signed_in(alice, minutes_ago=20)
    for method, address, sent in (
        ("post", "/api/v1/o/atelier-a/role-assignments/", {"membership": str(member(alice).pk), "role": str(role.pk)}),
        ("delete", f"/api/v1/o/atelier-a/role-assignments/{held.pk}/", None),
    ):
        answer = getattr(client, method)(address, sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert roles_given() == 1
