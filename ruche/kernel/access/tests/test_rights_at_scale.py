# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of rights in an organisation of 500 people with 40 roles: what they say, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ruche.kernel.access.models import CustomRole, CustomRolePermission, RoleAssignment
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import make_group, put_in
from ruche.kernel.users.models import User

INVITE = "organisation.invite_member"
PEOPLE, ROLES = 500, 40


@pytest.fixture
def crowd(atelier_a, alice):
    """500 people; role number n gives the right to invite where n is even, over one of twelve groups where n is odd."""
    with organisation_scope(atelier_a.pk, alice.pk):
        users = User.objects.bulk_create(
            User(email=f"p{n}@example.org", email_key=f"p{n}@example.org", name=f"Person {n:03}", language="en") for n in range(PEOPLE - 3)
        )
        members = Membership.objects.bulk_create(
            Membership(user=user, name=user.name, name_key=user.name.lower(), role=Role.MEMBER, status="active", joined_at=timezone.now())
            for user in users
        )
        groups = [make_group(atelier_a, f"Group {number:02}", kind="team") for number in range(12)]
        roles = CustomRole.objects.bulk_create(CustomRole(name=f"Role {n:02}", name_key=f"role {n:02}") for n in range(ROLES))
        CustomRolePermission.objects.bulk_create(CustomRolePermission(role=role, permission=INVITE) for role in roles)
        now = timezone.now()
        RoleAssignment.objects.bulk_create(
            RoleAssignment(
                membership=member,
                role=roles[n % ROLES],
                scope=groups[n % 12] if n % 2 else None,
                starts_at=now,
                ends_at=now + timedelta(days=3) if n % 5 == 0 else None,
            )
            for n, member in enumerate(members)
        )
        put_in(groups[0], users[7], post="head")
    return members


def address(name, *arguments):
    return reverse(f"access:{name}", args=["atelier-a", *arguments])


def test_who_has_this_counts_everybody_and_finds_one(client_of, alice, crowd):
    client = client_of(alice)
    page = client.get(address("permission_holders", INVITE)).content.decode()
    assert "498 people have it" in page  # all with a role, and the owner
    assert "Show the next ones" in page
    found = client.get(address("permission_holders", INVITE), {"q": "pérson 123"}).content.decode()
    assert "Person 123" in found
    assert "Person 124" not in found
    assert "Nobody called “Zebedee” has it." in client.get(address("permission_holders", INVITE), {"q": "Zebedee"}).content.decode()


def test_every_page_of_holders_is_reached_and_nobody_comes_twice(client_of, alice, crowd):
    client, cursor, seen = client_of(alice), "", []
    while True:
        page = client.get(address("permission_holders", INVITE), {"after": cursor} if cursor else {})
        seen += re.findall(r'id="[a-z]+-holder-([0-9a-f-]+)"', page.content.decode())
        cursor = page.context["page"].next
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 498


def test_what_ends_soon_says_how_long_is_left_in_words(client_of, alice, crowd):
    client = client_of(alice)
    dated, lasting = (client.get(address("person_rights", crowd[n].pk)).content.decode() for n in (0, 1))
    assert "2\xa0days, 23\xa0hours left" in dated
    assert "left</b>" not in lasting
    assert "Group 01" in lasting


def test_what_somebody_cannot_do_leads_to_who_can(client_of, alice, crowd):
    page = client_of(alice).get(address("person_rights", crowd[0].pk)).content.decode()
    lacking = page.partition("What this person cannot do")[2]
    assert "Switch modules on and off" in lacking
    assert address("permission_holders", "organisation.manage_modules") in lacking
    assert address("permission_holders", INVITE) not in lacking


def test_a_refusal_leads_to_who_has_the_right(client_of, bob, atelier_a):
    page = client_of(bob).get(address("audit_list")).content.decode()
    assert address("permission_holders", "organisation.view_audit") in page
    assert address("own_rights") in page


# How many queries a page asks more than the page of leaving, which has one of its own. A change of one of these numbers is a decision.
COSTS = [
    ("organisations:member_list", 2),
    ("access:role_list", 3),
    ("access:role_edition", 2),
    ("access:permission_holders", 3),
    ("access:person_rights", 5),
    ("access:own_rights", 3),
]


@pytest.mark.parametrize(("name", "most"), COSTS)
def test_queries_of_the_pages_are_frozen(client_of, alice, crowd, atelier_a, name, most):
    client = client_of(alice)
    with organisation_scope(atelier_a.pk, alice.pk):
        arguments = {
            "access:role_edition": [CustomRole.objects.first().pk],
            "access:permission_holders": [INVITE],
            "access:person_rights": [crowd[7].pk],
        }.get(name, [])
    page, bare = reverse(name, args=["atelier-a", *arguments]), reverse("organisations:departure", args=["atelier-a"])
    counts = []
    for one in (bare, page):
        client.get(one)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(one).status_code == 200
        counts.append(len(queries))
    assert counts[1] - counts[0] == most, "\n".join(query["sql"][:200] for query in queries)
