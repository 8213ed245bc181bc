# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is left of somebody whose account is deleted: what they wrote, and nothing that names them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.identity.models import BearerToken
from ruche.kernel.identity.services.tokens import create_token
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.errors import LastOwner
from ruche.kernel.organisations.models import Invitation, Membership
from ruche.kernel.organisations.services.memberships import leave_organisation
from ruche.kernel.protection.models import Block
from ruche.kernel.protection.services import block
from ruche.kernel.sign_in.jobs import delete_due_accounts
from ruche.kernel.sign_in.models import AccountDeletion, KnownDevice, RefreshFamily, SessionFact
from ruche.kernel.sign_in.services.deletion import ask_for_deletion
from ruche.kernel.sign_in.tests.rules import browser, sign_in, token
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db


def let_time_pass() -> None:
    AccountDeletion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    delete_due_accounts(None)


def test_nothing_names_the_person_any_more(alice, bob, dana, atelier_a):
    sign_in(browser(), bob.email)
    token(email=bob.email)
    with organisation_scope(atelier_a.pk, bob.pk):
        me = find_actor(bob, atelier_a)
        create_token(me, name="Backup", scopes=[], days=30)
        block(me, membership_id=find_actor(dana, atelier_a).membership.pk)
        accepted = {"accepted_at": timezone.now(), "accepted_by": me.membership}
        Invitation.objects.create(email=bob.email, email_key=bob.email_key, name="Bob", expires_at=timezone.now(), **accepted)
    ask_for_deletion(bob)
    let_time_pass()
    for model in (SessionFact, KnownDevice, RefreshFamily, BearerToken):
        assert not model.objects.filter(user=bob).exists()
    assert not Letter.objects.filter(to="bob@example.org").exists()
    assert not User.objects.filter(email__icontains="bob").exists()
    with organisation_scope(atelier_a.pk, bob.pk):
        assert not Block.objects.exists()
        assert Invitation.objects.get().email == ""
        assert Membership.objects.get(user=bob).name in ("A former member", "Ancien membre", "Une personne partie")
    assert sign_in(browser(), "bob@example.org").status_code == 422


def test_the_token_of_a_deleted_person_opens_nothing(bob, atelier_a):
    pair = token(email=bob.email).json()
    ask_for_deletion(bob)
    let_time_pass()
    assert token("token/refresh", refresh=pair["refresh"]).status_code == 401


def test_the_address_is_free_again(bob, atelier_a):
    ask_for_deletion(bob)
    let_time_pass()
    other = User(email="bob@example.org", name="Another Bob")
    other.set_password("lantern marble otter seventeen")
    other.save()
    assert sign_in(browser(), "bob@example.org").status_code == 422
    assert other.pk != bob.pk


def test_the_last_owner_neither_leaves_nor_is_deleted_before_there_is_another(alice, bob, atelier_a):
    with organisation_scope(atelier_a.pk, alice.pk), pytest.raises(LastOwner):
        leave_organisation(find_actor(alice, atelier_a))
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(user=bob).update(role=Role.OWNER)
    ask_for_deletion(alice)
    let_time_pass()
    with organisation_scope(atelier_a.pk):
        assert Membership.objects.get(role=Role.OWNER, status=Membership.Status.ACTIVE).user_id == bob.pk
        assert Membership.objects.get(user=alice).status == Membership.Status.LEFT
