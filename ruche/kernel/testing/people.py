# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alice owns and Bob belongs to Atelier A; Charlie owns Bureau B; Dana is in both. English, so that tests read plainly."""

import time
from collections.abc import Callable, Collection
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import CustomRole, CustomRolePermission, RoleAssignment
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.models import ModuleActivation
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, Membership, Organisation, Slug
from ruche.kernel.organisations.slugs import skeleton
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.text import fold
from ruche.kernel.users.models import User

__all__ = ["actor_of", "alice", "atelier_a", "bob", "bureau_b", "charlie", "client_of", "dana"]

PASSWORD = "correct horse battery"


def make_user(name: str) -> User:
    """A person who can sign in with PASSWORD; the address is verified."""
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name, language="en")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_organisation(name: str, slug: str) -> Organisation:
    """An organisation with every module on, without members yet."""
    organisation = Organisation.objects.create(name=name, slug=slug, kind=Organisation.Kind.TEAM, language="en")
    Slug.objects.create(slug=slug, skeleton=skeleton(slug), organisation=organisation)
    with organisation_scope(organisation.id):
        for module in manifests():
            ModuleActivation.objects.create(module=module)
    return organisation


def make_membership(user: User, organisation: Organisation, role: Role = Role.MEMBER) -> Membership:
    with organisation_scope(organisation.id):
        membership: Membership = Membership.objects.create(
            user=user, name=user.name, name_key=fold(user.name), role=role, joined_at=timezone.now()
        )
    return membership


@pytest.fixture
def alice(db: None) -> User:
    return make_user("Alice")


@pytest.fixture
def bob(db: None) -> User:
    return make_user("Bob")


@pytest.fixture
def charlie(db: None) -> User:
    return make_user("Charlie")


@pytest.fixture
def dana(db: None) -> User:
    return make_user("Dana")


@pytest.fixture
def atelier_a(alice: User, bob: User, dana: User) -> Organisation:
    organisation = make_organisation("Atelier A", "atelier-a")
    make_membership(alice, organisation, Role.OWNER)
    make_membership(bob, organisation)
    make_membership(dana, organisation)
    return organisation


@pytest.fixture
def bureau_b(charlie: User, dana: User) -> Organisation:
    organisation = make_organisation("Bureau B", "bureau-b")
    make_membership(charlie, organisation, Role.OWNER)
    make_membership(dana, organisation)
    return organisation


def find_actor(user: User, organisation: Organisation) -> Actor:
    with organisation_scope(organisation.id):
        membership = Membership.objects.select_related("organisation").get(user=user)
    return Actor(user=user, membership=membership, organisation=organisation)


@pytest.fixture
def actor_of() -> Callable[[User, Organisation], Actor]:
    """actor_of(user, organisation); services still need organisation_scope(organisation.id) around them."""
    return find_actor


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """client_of(user): a signed-in test client."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        session[SESSION_KEY] = write_facts(SignInFacts(authenticated_at=time.time()))
        session.save()
        return client

    return sign_in


@pytest.fixture
def within() -> Callable[[UUID], object]:
    return organisation_scope


def make_group(organisation: Organisation, name: str, parent: Group | None = None, kind: str = "team") -> Group:
    """A group with its place in the tree."""
    with organisation_scope(organisation.id):
        group: Group = Group.objects.create(name=name, name_key=fold(name), kind=kind, parent=parent)
        GroupInside.objects.create(outer=group, inner=group, depth=0)
        for around in GroupInside.objects.filter(inner=parent) if parent else ():
            GroupInside.objects.create(outer_id=around.outer_id, inner=group, depth=around.depth + 1)
    return group


def put_in(group: Group, user: User, post: str = "") -> GroupMembership:
    """Somebody of the organisation in a group. `post`: head, deputy or none."""
    with organisation_scope(group.organisation_id):
        row: GroupMembership = GroupMembership.objects.create(
            group=group,
            membership=Membership.objects.get(user=user),
            is_lead=post == "head",
            is_deputy=post == "deputy",
            joined_at=timezone.now(),
        )
    return row


def give(user: User, organisation: Organisation, permissions: Collection[str], scope: Group | None = None) -> RoleAssignment:
    """A role of these permissions, made for this person."""
    with organisation_scope(organisation.id):
        name = f"Role {CustomRole.objects.count() + 1}"
        role = CustomRole.objects.create(name=name, name_key=fold(name))
        for permission in permissions:
            CustomRolePermission.objects.create(role=role, permission=permission)
        assignment: RoleAssignment = RoleAssignment.objects.create(
            membership=Membership.objects.get(user=user), role=role, scope=scope, starts_at=timezone.now()
        )
    return assignment
